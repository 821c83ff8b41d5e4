import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ReasonCode } from '@acestream-orchestrator/contract/reasons/reason'
import { type Engine, startEngine } from '../../../emulator/src/engine.ts'
import { createHealthProber } from '../../src/acestream/health-prober.ts'
import { createEngineHttp } from '../../src/acestream/http.ts'
import { createSessionClient } from '../../src/acestream/session-client.ts'
import { systemClock } from '../../src/lib/clock.ts'

const CONTENT_ID = '5'.repeat(40)
const never = new AbortController().signal

const http = createEngineHttp(4)
const prober = createHealthProber(http, systemClock)
const sessions = createSessionClient(http)
let engine: Engine

before(async () => {
  engine = await startEngine({ timeScale: 50, version: '3.2.11' })
})
after(async () => {
  await engine.close()
  await http.close()
})

const address = () => ({ host: '127.0.0.1', port: engine.port })
const probe = () => prober.probe(address(), 1000, never)

/** Starts playback and returns the paths of its control URLs. */
async function startPlayback(): Promise<{ stat: string; command: string }> {
  const url = `${engine.url}/ace/getstream?format=json&id=${CONTENT_ID}&pid=${crypto.randomUUID()}`
  const { response } = (await (await fetch(url)).json()) as {
    response: { stat_url: string; command_url: string }
  }
  return { stat: new URL(response.stat_url).pathname, command: new URL(response.command_url).pathname }
}

describe('probes', () => {
  test('a working engine is healthy and tells its version', async () => {
    const answer = await probe()
    assert.deepEqual([answer.ok, answer.ok && answer.version], [true, '3.2.11'])
  })

  const faults: readonly [
    misbehaviour: 'error' | 'garbage' | 'http-500' | 'huge' | 'reset',
    code: ReasonCode,
  ][] = [
    ['error', 'engine_error'],
    ['garbage', 'not_json'],
    ['http-500', 'unexpected_status'],
    ['huge', 'answer_too_long'],
    ['reset', 'connection_closed'],
  ]
  for (const [misbehaviour, code] of faults)
    test(`"${misbehaviour}" is a miss that says so, and the next good answer counts`, async () => {
      engine.fault({ probes: misbehaviour })
      const answer = await probe()
      engine.clearFaults()
      assert.ok(!answer.ok)
      assert.equal(answer.reason.code, code)
      assert.equal((await probe()).ok, true)
    })

  test('a hung API is a miss after the timeout while sessions still answer', async () => {
    const { stat } = await startPlayback()
    engine.fault({ probes: 'hang' })
    const [answer, reading] = await Promise.all([
      prober.probe(address(), 150, never),
      sessions.stat(address(), stat, 1000, never),
    ])
    engine.clearFaults()
    assert.ok(!answer.ok)
    assert.deepEqual(answer.reason, { code: 'probe_timeout', timeoutMs: 150 })
    assert.equal(reading.kind, 'ok')
  })
})

describe('sessions', () => {
  test('statistics are typed from the first, empty answer on', async () => {
    const { stat } = await startPlayback()
    const reading = await sessions.stat(address(), stat, 1000, never)
    assert.ok(reading.kind === 'ok')
    assert.equal(typeof (reading.stat.speedDown ?? 0), 'number')
  })

  test('a stopped session is unknown to statistics and to a second stop', async () => {
    const { stat, command } = await startPlayback()
    assert.deepEqual(await sessions.stop(address(), command, 1000, never), { kind: 'stopped' })
    assert.deepEqual(await sessions.stat(address(), stat, 1000, never), { kind: 'session_unknown' })
    assert.deepEqual(await sessions.stop(address(), command, 1000, never), { kind: 'session_unknown' })
  })

  test('a content has a title, an unknown one none', async () => {
    const title = await sessions.title(address(), { type: 'content_id', value: CONTENT_ID }, never)
    assert.ok(title !== null && title.length > 0)
    assert.equal(
      await sessions.title(address(), { type: 'content_id', value: `dead${'0'.repeat(36)}` }, never),
      null,
    )
  })
})
