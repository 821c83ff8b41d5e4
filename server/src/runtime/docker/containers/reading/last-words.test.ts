import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fakeDockerClient, type Reply } from '@acestream-orchestrator/testing/fakes/docker-client'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { neverAborts } from '../../../../lib/abort.ts'
import { DomainError } from '../../../../lib/errors.ts'
import type { ContainerBody } from '../../wire.ts'
import { createLastWords } from './last-words.ts'

const never = neverAborts()
const LOGS = 'GET /containers/a/logs'

/** As a container without a terminal writes it. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  const header = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0])
  header.writeUInt32BE(payload.length, 4)
  return Buffer.concat([header, payload])
}

function ended(ExitCode: number, FinishedAt = '2026-01-01T00:00:00Z', Tty = false): ContainerBody {
  return { Id: 'a', State: { Status: 'exited', ExitCode, FinishedAt }, Config: { Tty } }
}

function rig(log: Reply) {
  const client = fakeDockerClient({ [LOGS]: log }, manualClock())
  const read = createLastWords(client)
  return { client, words: (body: ContainerBody) => read(body, never) }
}

describe('the last words of a container', () => {
  const LOG = [frame('starting\n'), frame('exec format error\n'), frame(' \n')]
  const CASES: readonly (readonly [what: string, body: ContainerBody, words: string | undefined])[] = [
    ['whose program can not be run', ended(126), 'exec format error'],
    ['whose program is not there', ended(127), 'exec format error'],
    ['that could not be set up', ended(255), 'exec format error'],
    ['that ended by itself', ended(1), undefined],
    ['that runs', { Id: 'a', State: { Status: 'running', ExitCode: 127 } }, undefined],
  ]
  for (const [what, body, words] of CASES)
    test(`${what} are ${words === undefined ? 'not asked for' : 'its last line with something in it'}`, async () => {
      const { client, words: read } = rig(LOG)
      assert.equal(await read(body), words)
      assert.equal(client.calls.length, words === undefined ? 0 : 1)
    })

  test('are raw where it had a terminal', async () => {
    assert.equal(await rig([Buffer.from('one\r\ntwo\r\n')]).words(ended(127, 'x', true)), 'two')
  })

  test('are cut where they are long, and none where it wrote nothing', async () => {
    assert.equal((await rig([frame('x'.repeat(1000))]).words(ended(127)))?.length, 200)
    assert.equal(await rig([]).words(ended(127)), undefined)
  })

  test('are read once for each of its ends', async () => {
    const { client, words } = rig(() => LOG)
    for (const end of ['monday', 'monday', 'tuesday', 'monday']) await words(ended(127, end))
    assert.equal(client.calls.length, 2)
  })

  test('are none where the log can not be read, and it is not asked for again', async () => {
    const { client, words } = rig(new DomainError('runtime_unavailable', 'away'))
    assert.equal(await words(ended(127)), undefined)
    assert.equal(await words(ended(127)), undefined)
    assert.equal(client.calls.length, 1)
  })
})
