import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Engine, type EngineOptions, startEngine } from '../engine.ts'
import { startControlServer } from './control.ts'
import type { EngineFaults } from './faults.ts'
import { parseFaults } from './faults.ts'

const CONTENT = 'a1'.repeat(20)
const OTHER_CONTENT = 'b2'.repeat(20)
/** Longer than any answer of an engine that has no fault takes here. */
const SILENCE_MS = 150

// biome-ignore lint/suspicious/noExplicitAny: answers are compared field by field with what engines send
type Loose = any

async function anEngine(t: TestContext, options: EngineOptions = {}): Promise<Engine> {
  const engine = await startEngine({ timeScale: 100, ...options })
  t.after(() => engine.close())
  return engine
}

const json = async (url: string): Promise<Loose> =>
  (await fetch(url, { signal: AbortSignal.timeout(SILENCE_MS) })).json()

const hangs = (url: string) => assert.rejects(json(url), { name: 'TimeoutError' }, `${url} should hang`)

async function start(engine: Engine, content = CONTENT): Promise<Loose> {
  return (await json(`${engine.url}/ace/getstream?format=json&pid=${content}&id=${content}`)).response
}

/** Opens playback, follows the redirect, and counts what arrives. */
async function play(
  started: Loose,
): Promise<{ bytes: number; response: IncomingMessage; ended: Promise<unknown> }> {
  const entry = await fetch(started.playback_url, { redirect: 'manual' })
  const [response] = (await once(httpGet(entry.headers.get('location') ?? ''), 'response')) as [
    IncomingMessage,
  ]
  const playing = { bytes: 0, response, ended: new Promise((done) => response.once('close', done)) }
  response.on('data', (chunk: Buffer) => {
    playing.bytes += chunk.length
  })
  response.on('error', () => {})
  return playing
}

const probe = (engine: Engine) => `${engine.url}/server/api?api_version=3&method=get_status`

test('a hung engine accepts and never answers, while running playback goes on', async (t) => {
  const engine = await anEngine(t)
  const started = await start(engine)
  const playing = await play(started)
  engine.fault({ api: 'hang' })
  await hangs(probe(engine))
  await hangs(started.stat_url)
  await hangs(`${engine.url}/ace/getstream?id=${CONTENT}&format=json`)
  const before = playing.bytes
  await sleep(300)
  assert.ok(playing.bytes > before)
  engine.clearFaults()
  assert.ok((await json(probe(engine))).result)
})

test('only starts, or only statistics, can hang', async (t) => {
  const engine = await anEngine(t)
  const started = await start(engine)
  engine.fault({ starts: 'hang' })
  await hangs(`${engine.url}/ace/getstream?id=${CONTENT}&format=json`)
  assert.ok(await json(probe(engine)))
  engine.fault({ starts: 'ok', stats: 'hang' })
  await hangs(started.stat_url)
  assert.ok(await start(engine, OTHER_CONTENT))
})

test('garbage, JSON errors, 500 and a reset stand in for answers', async (t) => {
  const engine = await anEngine(t)
  engine.fault({ probes: 'garbage' })
  await assert.rejects(json(probe(engine)), SyntaxError)
  engine.fault({ probes: 'error' })
  assert.equal((await json(probe(engine))).error, 'internal error')
  engine.fault({ probes: 'http-500' })
  assert.equal((await fetch(probe(engine))).status, 500)
  engine.fault({ probes: 'reset' })
  await assert.rejects(fetch(probe(engine)), TypeError)
})

test('a huge statistics answer is 100 MB long', async (t) => {
  const engine = await anEngine(t)
  const started = await start(engine)
  engine.fault({ stats: 'huge' })
  let bytes = 0
  for await (const chunk of (await fetch(started.stat_url)).body ?? []) bytes += chunk.length
  assert.ok(bytes > 100 * 1024 * 1024)
})

test('a dead channel stays in prebuf without peers and sends no byte; one without data has peers', async (t) => {
  const engine = await anEngine(t)
  engine.fault({ channel: 'dead' }, CONTENT)
  const started = await start(engine)
  const entry = await fetch(started.playback_url, { redirect: 'manual' })
  const waiting = httpGet(entry.headers.get('location') ?? '').on('error', () => {})
  waiting.on('response', () => assert.fail('a dead channel answered'))
  await sleep(SILENCE_MS)
  const stat = (await json(started.stat_url)).response
  assert.deepEqual([stat.status, stat.peers, stat.downloaded], ['prebuf', 0, 0])
  waiting.destroy()

  engine.fault({ channel: 'no-data' }, CONTENT)
  const starved = (await json(started.stat_url)).response
  assert.equal(starved.status, 'prebuf')
  assert.ok(starved.peers > 0)
  assert.equal(starved.downloaded, 0)

  engine.clearFaults(CONTENT)
  await sleep(SILENCE_MS)
  assert.equal((await json(started.stat_url)).response.status, 'dl')
})

test('faults of one content leave the others alone', async (t) => {
  const engine = await anEngine(t)
  engine.fault({ channel: 'dead' }, CONTENT)
  await start(engine)
  const other = await start(engine, OTHER_CONTENT)
  await sleep(SILENCE_MS)
  assert.equal((await json(other.stat_url)).response.status, 'dl')
})

test('a content can be made unloadable', async (t) => {
  const engine = await anEngine(t)
  engine.fault({ channel: 'unknown' }, CONTENT)
  const answer = await json(`${engine.url}/ace/getstream?format=json&id=${CONTENT}`)
  assert.equal(answer.error, 'failed to load content')
})

test('a stalled source stays in dl with its total frozen, the socket open and silent; then it catches up', async (t) => {
  const engine = await anEngine(t, { bitrateKbps: 4000 })
  const started = await start(engine)
  const playing = await play(started)
  await sleep(100)
  engine.fault({ delivery: 'stall' })
  await sleep(150)
  const first = { bytes: playing.bytes, stat: (await json(started.stat_url)).response }
  await sleep(400)
  const second = { bytes: playing.bytes, stat: (await json(started.stat_url)).response }
  assert.equal(second.bytes, first.bytes)
  assert.equal(second.stat.status, 'dl')
  assert.equal(second.stat.downloaded, first.stat.downloaded)
  assert.equal(second.stat.speed_down, 0)
  assert.equal(second.stat.livepos.live_last, first.stat.livepos.live_last)
  assert.ok(second.stat.peers > 0)
  engine.fault({ delivery: 'ok' })
  await sleep(250)
  assert.ok(playing.bytes > second.bytes)
  assert.ok((await json(started.stat_url)).response.downloaded > second.stat.downloaded)
})

test('a starved stream has neither peers nor speed', async (t) => {
  const engine = await anEngine(t)
  const started = await start(engine)
  await sleep(120)
  engine.fault({ delivery: 'starved' })
  const stat = (await json(started.stat_url)).response
  assert.deepEqual([stat.status, stat.peers, stat.speed_down], ['dl', 0, 0])
})

test('a burst can be all that comes', async (t) => {
  const engine = await anEngine(t, { faults: { delivery: 'burst-then-silence', burstS: 2 } })
  const playing = await play(await start(engine))
  await sleep(200)
  const burst = playing.bytes
  assert.ok(burst > 0)
  await sleep(300)
  assert.equal(playing.bytes, burst)
})

test('playback is cut in the middle, once or each time', async (t) => {
  const engine = await anEngine(t)
  const once1 = await play(await start(engine))
  engine.cut()
  await once1.ended
  assert.equal(once1.response.complete, false)
  engine.fault({ delivery: 'cut' })
  const beganAt = performance.now()
  const again = await play(await start(engine))
  await again.ended
  assert.ok(again.bytes > 0)
  assert.ok(performance.now() - beganAt >= 1000)
})

test('a recording is behind the clock, and a loop jumps back', async (t) => {
  const engine = await anEngine(t)
  const started = await start(engine)
  await sleep(120)
  const liveLast = async () => Number((await json(started.stat_url)).response.livepos.live_last)
  const now = () => Math.floor(Date.now() / 1000)
  assert.ok(now() - (await liveLast()) <= 1)
  engine.fault({ replay: 'behind', replayS: 7200 })
  assert.ok(now() - (await liveLast()) >= 7199)
  engine.fault({ replay: 'loop', replayS: 2 })
  const seen = new Set<number>()
  for (let i = 0; i < 25; i++) {
    seen.add(await liveLast())
    await sleep(100)
  }
  assert.ok(seen.size <= 3, `live_last went through ${[...seen].join(' ')}`)
})

test('a crash frees the port and tells its exit code', async (t) => {
  const engine = await anEngine(t)
  engine.crash({ exitCode: 137 })
  assert.equal(await engine.exited, 137)
  await assert.rejects(fetch(probe(engine)), TypeError)
  await (await startEngine({ port: engine.port })).close()
})

test('connected is what get_network_connection_status says', async (t) => {
  const engine = await anEngine(t)
  const url = `${engine.url}/server/api?api_version=3&method=get_network_connection_status`
  assert.deepEqual(await json(url), { result: { connected: true } })
  engine.fault({ connected: false })
  assert.deepEqual(await json(url), { result: { connected: false } })
})

test('memory grows as fast as it is told to', async (t) => {
  const engine = await anEngine(t)
  const before = process.memoryUsage.rss()
  engine.fault({ memoryBytesPerSecond: 200_000_000 })
  await sleep(500)
  assert.ok(process.memoryUsage.rss() - before > 50_000_000)
})

test('a misspelt fault or value is refused with what there is', () => {
  const refused: [unknown, RegExp][] = [
    [{ hang: true }, /no such field "hang"; there are api, probes/],
    [{ api: 'hung' }, /api: "hung" is not one of: ok, hang/],
    [{ burstS: -1 }, /burstS: -1 is not one of: a number/],
    [{ connected: 'no' }, /connected: "no" is not one of: true, false/],
    [['api'], /expected a JSON object/],
  ]
  for (const [input, message] of refused) assert.throws(() => parseFaults(input), message)
  const patch: Partial<EngineFaults> = { api: 'hang', burstS: 3 }
  assert.deepEqual(parseFaults(patch), patch)
})

test('the control routes answer on the port of a hung engine', async (t) => {
  const engine = await anEngine(t, { control: true })
  const send = (method: string, path: string, body?: unknown) =>
    fetch(engine.url + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
  const faults: Loose = await (await send('POST', '/emulator/fault', { api: 'hang' })).json()
  assert.equal(faults.engine.api, 'hang')
  await hangs(probe(engine))
  assert.equal((await send('POST', '/emulator/fault', { apy: 'hang' })).status, 400)
  assert.equal((await send('POST', '/emulator/nonsense')).status, 404)
  assert.equal((await send('DELETE', '/emulator/fault')).status, 200)
  await start(engine)
  const state: Loose = await (await send('GET', '/emulator/state')).json()
  assert.equal(state.sessions.length, 1)
  assert.equal(state.counters.starts, 1)
  await send('POST', '/emulator/crash', { exitCode: 3 })
  assert.equal(await engine.exited, 3)
})

test('one control port serves many engines, chosen by their HTTP port', async (t) => {
  const engines = [await anEngine(t), await anEngine(t)] as const
  const server = await startControlServer({ host: '127.0.0.1', port: 0, engines })
  t.after(() => server.close())
  const url = `http://127.0.0.1:${server.port}/emulator/fault`
  const body = JSON.stringify({ probes: 'hang' })
  assert.equal((await fetch(url, { method: 'POST', body })).status, 400)
  assert.equal((await fetch(`${url}?engine=${engines[1].port}`, { method: 'POST', body })).status, 200)
  assert.ok(await json(probe(engines[0])))
  await hangs(probe(engines[1]))
})
