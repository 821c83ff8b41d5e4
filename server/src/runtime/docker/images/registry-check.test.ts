import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { fakeDockerClient, type Reply } from '@acestream-orchestrator/testing/fakes/docker-client'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { neverAborts } from '../../../lib/abort.ts'
import { DomainError } from '../../../lib/errors.ts'
import { DockerRefusal, toRefusal } from '../connection/refusal.ts'
import { createImages } from './images.ts'

const INSPECT = 'GET /images/a/b:1/json'
const ASK = 'GET /distribution/a/b:1/json'
const HERE = { Id: 'sha256:1', RepoDigests: ['a/b@sha256:old', 'mirror.lan:5000/b@sha256:mirrored'] }
const inRegistry = (digest: string) => ({ Descriptor: { digest, size: 1 }, Platforms: [] })

function compare(replies: Record<string, Reply>) {
  const clock = manualClock()
  const client = fakeDockerClient(replies, clock)
  const answer = createImages(client, clock).compareWithRegistry('a/b:1', neverAborts())
  return { client, answer }
}

const STATES: readonly (readonly [what: string, local: object, registry: Reply, state: string])[] = [
  ['has the image that is here', HERE, inRegistry('sha256:old'), 'current'],
  ['has it as another registry does', HERE, inRegistry('sha256:mirrored'), 'current'],
  ['has another image', HERE, inRegistry('sha256:new'), 'newer'],
]
for (const [what, local, registry, expected] of STATES)
  test(`the registry ${what}: ${expected}`, async () =>
    assert.deepEqual(await compare({ [INSPECT]: local, [ASK]: registry }).answer, { state: expected }))

test('the registry is not asked about an image that it can not know', async () => {
  const cases = [
    [{}, 'image_not_here'],
    [{ [INSPECT]: { Id: 'sha256:1' } }, 'image_without_registry'],
    [{ [INSPECT]: { Id: 'sha256:1', RepoDigests: null } }, 'image_without_registry'],
    [{ [INSPECT]: { Id: 'sha256:1', RepoDigests: [] } }, 'image_without_registry'],
  ] as const
  for (const [replies, code] of cases) {
    const { client, answer } = compare(replies)
    assert.deepEqual(await answer, { state: 'unknown', reason: { code, image: 'a/b:1' } })
    assert.deepEqual(client.calls, [INSPECT])
  }
})

const call = { method: 'GET', path: '/distribution/a/b:1/json' }
const REFUSALS = [
  ['can not be reached', toRefusal(500, '{"message":"no such host"}', call), verbatim('no such host')],
  [
    'denies it',
    toRefusal(403, '{"message":"denied: requested access"}', call),
    verbatim('denied: requested access'),
  ],
  [
    'may not be asked because of a socket proxy',
    toRefusal(403, '<html>Forbidden</html>', call),
    {
      code: 'docker_request_forbidden',
      request: '/distribution/a/b:1/json',
      text: 'HTTP 403',
      allow: 'DISTRIBUTION=1',
    },
  ],
  ['is nothing that Podman asks', new DockerRefusal(404, 'Not Found'), verbatim('Not Found')],
] as const
for (const [what, refusal, reason] of REFUSALS)
  test(`a registry that ${what}: nobody knows, and why`, async () =>
    assert.deepEqual(await compare({ [INSPECT]: HERE, [ASK]: refusal }).answer, {
      state: 'unknown',
      reason: { code: 'runtime_call_failed', call: 'ask_registry', subject: 'a/b:1', reason },
    }))

test('a Docker that does not answer is an error, not an unknown image', async () => {
  const away = new DomainError('runtime_unavailable', 'away')
  await assert.rejects(compare({ [INSPECT]: HERE, [ASK]: away }).answer, away)
})
