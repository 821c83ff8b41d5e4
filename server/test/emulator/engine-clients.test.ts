import assert from 'node:assert/strict'
import { after, describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Engine, type EngineOptions, startEngine } from '@acestream-orchestrator/emulator/engine'
import { infohashOf } from '@acestream-orchestrator/emulator/engine/identity'
import { createHealthProber } from '../../src/acestream/health-prober.ts'
import { createEngineHttp } from '../../src/acestream/http.ts'
import { createSessionClient } from '../../src/acestream/session-client.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { EngineStat } from '../../src/streams/ports.ts'

const CHANNEL = '1'.repeat(40)
const never = new AbortController().signal
const http = createEngineHttp(4)
const prober = createHealthProber(http, systemClock)
const client = createSessionClient(http)
after(() => http.close())

async function start(t: TestContext, options: EngineOptions = {}): Promise<Engine> {
  const engine = await startEngine({ timeScale: 100, ...options })
  t.after(() => engine.close())
  return engine
}

const addressOf = ({ port }: Engine) => ({ host: '127.0.0.1', port })

interface Started {
  readonly playback_url: string
  readonly stat_url: string
  readonly command_url: string
  readonly playback_session_id: string
}

async function play(engine: Engine, pid = 'a'): Promise<Started> {
  const answer = await fetch(`${engine.url}/ace/getstream?id=${CHANNEL}&pid=${pid}&format=json`)
  return ((await answer.json()) as { response: Started }).response
}

function read(engine: Engine, started: Started) {
  return client.stat(addressOf(engine), new URL(started.stat_url).pathname, 1000, never)
}

async function statWhen(engine: Engine, started: Started, isIt: (stat: EngineStat) => boolean) {
  for (let tries = 0; tries < 200; tries++) {
    const reading = await read(engine, started)
    assert.ok(reading.kind === 'ok', JSON.stringify(reading))
    if (isIt(reading.stat)) return reading.stat
    await sleep(10)
  }
  throw new Error('never')
}

const isPlaying = ({ status }: EngineStat) => status === 'dl'

describe('our health prober', () => {
  const probe = (engine: Engine) => prober.probe(addressOf(engine), 300, never)

  test('finds an engine well, with its version', async (t) => {
    for (const version of ['3.1.74', '3.2.11']) {
      const answer = await probe(await start(t, { version }))
      assert.ok(answer.ok)
      assert.equal(answer.version, version)
    }
  })

  const misses = [
    ['hang', 'probe_timeout'],
    ['garbage', 'not_json'],
    ['error', 'engine_error'],
    ['http-500', 'unexpected_status'],
    ['huge', 'answer_too_long'],
    ['reset', 'connection_closed'],
  ] as const
  for (const [probes, code] of misses)
    test(`tells ${probes}, and that it is over`, async (t) => {
      const engine = await start(t, { faults: { probes } })
      const answer = await probe(engine)
      assert.ok(!answer.ok)
      assert.equal(answer.reason.code, code)
      engine.clearFaults()
      assert.equal((await probe(engine)).ok, true)
    })

  test('finds a crashed engine gone, and one that is offline well', async (t) => {
    const engine = await start(t, { faults: { connected: false } })
    assert.equal((await probe(engine)).ok, true)
    engine.crash({ exitCode: 139 })
    assert.equal(await engine.exited, 139)
    const answer = await probe(engine)
    assert.ok(!answer.ok)
    assert.equal(answer.reason.code, 'connection_refused')
  })
})

describe('our session client', () => {
  test('follows a session from nothing over prebuffering to data, and stops it', async (t) => {
    const engine = await start(t, { timeScale: 3 })
    const started = await play(engine)
    const seen: (string | null)[] = []
    for (let status: string | null = ''; status !== 'dl'; await sleep(5)) {
      const reading = await read(engine, started)
      assert.ok(reading.kind === 'ok')
      status = reading.stat.status
      if (status !== seen.at(-1)) seen.push(status)
    }
    assert.deepEqual(seen, [null, 'idle', 'prebuf', 'dl'])
    const path = new URL(started.command_url).pathname
    assert.deepEqual(await client.stop(addressOf(engine), path, 1000, never), { kind: 'stopped' })
    assert.deepEqual(await client.stop(addressOf(engine), path, 1000, never), { kind: 'session_unknown' })
    assert.deepEqual(await read(engine, started), { kind: 'session_unknown' })
  })

  test('reads the numbers that are true, in their units', async (t) => {
    const bitrateKbps = 2000
    const engine = await start(t, { bitrateKbps })
    const started = await play(engine)
    const first = await statWhen(engine, started, isPlaying)
    const beganMs = Date.now()
    await sleep(2000)
    const last = await statWhen(engine, started, isPlaying)
    const seconds = (Date.now() - beganMs) / 1000
    const counters = engine.counters()
    const grown = Number(last.downloaded) - Number(first.downloaded)
    near(grown / seconds, (bitrateKbps * 1000) / 8, 0.3)
    near(Number(last.speedDown) * 1024, grown / seconds, 0.3)
    near(Number(last.downloaded), counters.bytesDownloaded, 0.05)
    near(Number(last.uploaded), counters.bytesUploaded, 0.1)
    assert.equal(Number(last.downloaded) % 16_384, 0)
    assert.equal(last.peers, counters.peers)
    assert.ok(Math.abs(Number(last.liveLast) - Date.now() / 1000) < 2)
  })

  test('sees what a stall and a starved swarm look like', async (t) => {
    const engine = await start(t)
    const started = await play(engine)
    await statWhen(engine, started, isPlaying)
    engine.fault({ delivery: 'stall' }, CHANNEL)
    const stalled = await statWhen(engine, started, ({ speedDown }) => speedDown === 0)
    await sleep(700)
    const later = await statWhen(engine, started, isPlaying)
    assert.equal(later.downloaded, stalled.downloaded)
    assert.ok(Number(later.peers) > 0)
    engine.fault({ delivery: 'starved' }, infohashOf(CHANNEL))
    assert.equal((await statWhen(engine, started, isPlaying)).peers, 0)
  })

  test('sees a dead channel prebuffer for ever without peers, and come to life', async (t) => {
    const engine = await start(t, { faults: { channel: 'dead' } })
    const started = await play(engine)
    await sleep(300)
    const dead = await statWhen(engine, started, ({ status }) => status === 'prebuf')
    assert.deepEqual([dead.peers, dead.downloaded], [0, 0])
    engine.clearFaults()
    assert.ok(Number((await statWhen(engine, started, isPlaying)).peers) > 0)
  })

  test('gives each start another session, and every player of a channel the newest one', async (t) => {
    const engine = await start(t)
    const [first, second] = [await play(engine, 'a'), await play(engine, 'b')]
    const readings = await Promise.all([first, second].map((one) => read(engine, one)))
    const ids = readings.map((one) => (one.kind === 'ok' ? one.stat.playbackSessionId : one.kind))
    await statWhen(engine, second, isPlaying)
    assert.notEqual(first.playback_session_id, second.playback_session_id)
    assert.ok(
      ids.every((id) => id === null || id === second.playback_session_id),
      String(ids),
    )
  })

  test('asks an engine for the name of a channel', async (t) => {
    const engine = await start(t)
    const ask = (value: string) => client.title(addressOf(engine), { type: 'infohash', value }, never)
    assert.match((await ask(infohashOf(CHANNEL))) ?? '', /\w/)
    assert.equal(await ask(`dead${'0'.repeat(36)}`), null)
  })
})

function near(actual: number, expected: number, share: number): void {
  assert.ok(Math.abs(actual - expected) <= expected * share, `${actual} is not near ${expected}`)
}
