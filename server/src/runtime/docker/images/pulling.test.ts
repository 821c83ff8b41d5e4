import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { fakeDockerClient, type Reply } from '@acestream-orchestrator/testing/fakes/docker-client'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { neverAborts } from '../../../lib/abort.ts'
import { DomainError } from '../../../lib/errors.ts'
import type { PullProgress } from '../../../provisioning/ports.ts'
import { DockerRefusal } from '../connection/refusal.ts'
import { createImages } from './images.ts'

const never = neverAborts()
const INSPECT = 'GET /images/a/b/json'
const PULL = 'POST /images/create'

function rig(replies: Record<string, Reply> = {}) {
  const clock = manualClock()
  const client = fakeDockerClient(replies, clock)
  return { clock, client, images: createImages(client, clock) }
}

describe('what an image is', () => {
  const CASES: readonly (readonly [what: string, body: object, facts: object])[] = [
    [
      'has id, date and entrypoint',
      { Id: 'sha256:1', Created: '2026-01-01T00:00:00Z', Config: { Entrypoint: ['/start'] } },
      { digest: 'sha256:1', createdAtMs: Date.UTC(2026, 0, 1), hasEntrypoint: true },
    ],
    [
      'may have an entrypoint in one word',
      { Id: 'sha256:1', Config: { Entrypoint: '/start' } },
      { digest: 'sha256:1', createdAtMs: null, hasEntrypoint: true },
    ],
    [
      'may have none, and a date that is none',
      { Id: '', Created: '0001-01-01T00:00:00Z', Config: { Entrypoint: null } },
      { digest: null, createdAtMs: null, hasEntrypoint: false },
    ],
    ['may be told with nothing in it', {}, { digest: null, createdAtMs: null, hasEntrypoint: false }],
  ]
  for (const [what, body, facts] of CASES)
    test(what, async () => assert.deepEqual(await rig({ [INSPECT]: body }).images.image('a/b', never), facts))

  test('is nothing where there is no such image', async () => {
    const { images } = rig()
    assert.equal(await images.image('a/b', never), undefined)
    assert.equal(await images.exposedPorts('a/b', never), undefined)
  })

  test('is an error where Docker is away or refuses otherwise', async () => {
    const away = new DomainError('runtime_unavailable', 'away')
    for (const error of [away, new DockerRefusal(500, 'damaged')])
      await assert.rejects(rig({ [INSPECT]: error }).images.image('a/b', never), error)
  })

  test('is not asked of Docker by a reference that would reach another route', async () => {
    for (const reference of ['../containers/x', 'a/../../info', 'a b', '', 'a?x=1', '/a', 'a%2f..']) {
      const { client, images } = rig()
      assert.equal(await images.image(reference, never), undefined)
      assert.deepEqual(client.calls, [], reference)
    }
  })

  test('names the TCP ports it declares', async () => {
    const ExposedPorts = { '6878/tcp': {}, '8621/udp': {}, '62062/tcp': {} }
    const { images } = rig({ [INSPECT]: { Config: { ExposedPorts } } })
    assert.deepEqual(await images.exposedPorts('a/b', never), [6878, 62_062])
    assert.deepEqual(await rig({ [INSPECT]: {} }).images.exposedPorts('a/b', never), [])
  })
})

describe('a pull', () => {
  const line = (value: object) => `${JSON.stringify(value)}\n`
  const downloading = (current: number) =>
    line({ id: 'layer', status: 'Downloading', progressDetail: { current, total: 100 } })

  async function pull(reply: Reply, signal = never) {
    const seen: PullProgress[] = []
    const { client, clock, images } = rig({ [PULL]: reply })
    const done = images.pull('a/b:1', (progress) => seen.push(progress), signal)
    return { client, clock, seen, done }
  }

  test('asks for one tag and ends with the whole', async () => {
    const { client, seen, done } = await pull([
      downloading(40),
      line({ id: 'layer', status: 'Pull complete' }),
    ])
    await done
    assert.deepEqual(client.details[0]?.query, { fromImage: 'a/b', tag: '1' })
    assert.deepEqual(seen.at(-1), { doneBytes: 100, totalBytes: 100 })
  })

  test('reports four times a second at most', async () => {
    const lines = Array.from({ length: 50 }, (_, n) => downloading(n))
    const { seen, done } = await pull(lines)
    await done
    assert.deepEqual(
      seen.map(({ doneBytes }) => doneBytes),
      [0, 49], // the first line, and the end
    )
  })

  const FAILURES: readonly (readonly [what: string, reply: Reply, code: string, words: string])[] = [
    [
      'the last line says so',
      [downloading(40), line({ error: 'no space left' })],
      'image_missing',
      'no space left',
    ],
    [
      'the detail says so',
      [line({ errorDetail: { message: 'manifest unknown' }, error: 'x' })],
      'image_missing',
      'manifest unknown',
    ],
    [
      'Docker refuses it',
      new DockerRefusal(404, 'pull access denied'),
      'image_missing',
      'pull access denied',
    ],
    ['Docker is away', new DomainError('runtime_unavailable', 'away'), 'runtime_unavailable', 'away'],
    ['the answer breaks off', ['{"id":"lay'], 'runtime_unavailable', 'JSON'],
  ]
  for (const [what, reply, code, words] of FAILURES)
    test(`fails as ${code} where ${what}`, async () => {
      const { done } = await pull(reply)
      await assert.rejects(done, (error: unknown) => {
        assert.ok(error instanceof DomainError)
        assert.equal(error.code, code)
        assert.match(JSON.stringify(error.reason), new RegExp(words))
        return true
      })
    })

  test('that is aborted rejects with the reason of that, whatever broke', async () => {
    const life = new AbortController()
    const reason = new Error('shutting down')
    const { done } = await pull(() => {
      life.abort(reason)
      return new DockerRefusal(500, 'closed')
    }, life.signal)
    await assert.rejects(done, reason)
  })

  test('names the image in its reason', async () => {
    const { done } = await pull(new DockerRefusal(500, 'no'))
    await assert.rejects(done, (error: unknown) => {
      assert.ok(error instanceof DomainError)
      assert.deepEqual(error.reason, {
        code: 'runtime_call_failed',
        call: 'pull_image',
        subject: 'a/b:1',
        reason: verbatim('no'),
      })
      return true
    })
  })
})
