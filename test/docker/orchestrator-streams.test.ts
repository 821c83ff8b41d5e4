import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JournalEntry } from '@acestream-orchestrator/contract/event'
import type {
  BatchStopAnswer,
  StreamState,
  StreamStatSnapshot,
} from '@acestream-orchestrator/contract/stream'
import {
  faultOf,
  NOBODY,
  type Played,
  play,
  sessionOf,
  stopBehindOurBack,
  streamWhen,
  truthOf,
} from '@acestream-orchestrator/testing/clients/reporter'
import { containersOf, type Env, type Product } from '@acestream-orchestrator/testing/orchestrator/product'
import { PRODUCT_IMAGE_ENV } from '@acestream-orchestrator/testing/orchestrator/product-image'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const rig = useProducts()

/** So that KiB/s, kB/s and bytes can't be taken for each other. */
const MEDIA_BYTES_PER_SECOND = 500_000
const TIME_SCALE = 4
const ENV: Env = {
  COLLECT_INTERVAL_S: '1',
  ENGINE_ENV: `${PRODUCT_IMAGE_ENV} EMULATOR_TIME_SCALE=${TIME_SCALE} EMULATOR_BITRATE_KBPS=${MEDIA_BYTES_PER_SECOND / 125}`,
}
/** The emulator's speed sways around the media's rate by a fifth; a piece and a rounding come on top. */
const SWAY = 0.23
/** No new data for this long is a stall. */
const STALL_MS = 20_000

const [ONE, TWO, THREE] = ['1', '2', '3'].map((digit) => `${digit}a`.repeat(20)) as [string, string, string]

async function playing(product: Product, content: string): Promise<Played> {
  const played = await play(product, await product.onlyEngine(), content)
  await streamWhen(product, played, 'to be active', ({ phase }) => phase === 'active')
  return played
}

function near(value: number | null | undefined, wanted: number, share: number, what: string): void {
  const off = Math.abs((value ?? Number.NaN) - wanted)
  assert.ok(off <= wanted * share, `${what}: ${value} instead of ${wanted.toFixed(0)} ± ${share * 100} %`)
}

function statsOf(product: Product, { id }: Played): Promise<StreamStatSnapshot[]> {
  return product.get(`/streams/${encodeURIComponent(id)}/stats`)
}

async function storyOf(product: Product, { id }: Played): Promise<readonly string[]> {
  const entries = await product.get<JournalEntry[]>(`/events?stream_id=${encodeURIComponent(id)}`)
  return entries.map(({ category }) => category).reverse()
}

describe('a stream', () => {
  test('is seen prebuffering, playing, stalled, playing again and stopped, as its engine reports', async () => {
    const product = await rig.run(ENV)
    const engine = await product.onlyEngine()
    const stream = await play(product, engine, ONE)
    assert.deepEqual([stream.started.id, stream.started.status], [stream.id, 'started'])
    assert.equal(stream.started.container_id, engine.container_id)
    const { hostname, port } = new URL(stream.started.stat_url)
    assert.notEqual(hostname, NOBODY)
    assert.equal(port, String(engine.port))

    const filling = await streamWhen(
      product,
      stream,
      'to prebuffer',
      ({ engine_status, progress, peers }) => engine_status === 'prebuf' && !!progress && !!peers,
    )
    assert.equal(filling.phase, 'starting')
    assert.match(filling.phase_reason ?? '', /^prebuffering \d+ %, \d+ peers?$/)

    const active = await streamWhen(
      product,
      stream,
      'to play',
      ({ phase, speed_down }) => phase === 'active' && !!speed_down,
    )
    near((active.speed_down ?? 0) * 1024, MEDIA_BYTES_PER_SECOND, SWAY, 'speed_down in KiB/s')
    assert.ok(active.time_to_first_data_ms !== null)

    await faultOf(stream, { delivery: 'starved' })
    const frozenAtMs = Date.now()
    const stalled = await streamWhen(product, stream, 'to stall', isIn('stalled'), STALL_MS + 10_000)
    assert.ok(Date.now() - frozenAtMs >= STALL_MS - 2000, 'not before its time')
    assert.equal(stalled.phase_reason, 'no data for 20 s: 0 peers')

    await faultOf(stream, { delivery: 'ok' })
    await streamWhen(product, stream, 'to recover', isIn('active'))

    const ended = await product.call<StreamState>('DELETE', `/streams/${encodeURIComponent(stream.id)}`)
    assert.deepEqual([ended.status, ended.end_reason], ['ended', 'stopped'])
    assert.match(await sessionOf(stream), /unknown playback session id/)
    assert.deepEqual(await storyOf(product, stream), ['started', 'active', 'stalled', 'active', 'ended'])
  })

  test('shows KiB/s and bytes as its engine counts them, one by one and in sums', async () => {
    const product = await rig.run(ENV)
    const stream = await playing(product, ONE)
    const before = await truthOf(stream.engine)
    const after = await streamWhen(product, stream, 'to play on', (now) => (now.downloaded ?? 0) > 9_000_000)
    const truth = await truthOf(stream.engine)
    const between = (value: number | null, low: number, high: number, what: string) =>
      assert.ok(value !== null && value >= low && value <= high, `${what}: ${low} <= ${value} <= ${high}`)
    between(after.downloaded, before.counters.bytesDownloaded, truth.counters.bytesDownloaded, 'downloaded')
    between(after.uploaded, before.counters.bytesUploaded, truth.counters.bytesUploaded, 'uploaded')

    const points = await statsOf(product, stream)
    const [from, to] = [points.find(({ status }) => status === 'dl'), points.at(-1)]
    assert.ok(from && to)
    const seconds = (Date.parse(to.ts) - Date.parse(from.ts)) / 1000
    const bytesPerSecond = ((to.downloaded ?? 0) - (from.downloaded ?? 0)) / seconds
    const speeds = points.filter(({ status }) => status === 'dl').map(({ speed_down }) => speed_down ?? 0)
    const mean = speeds.reduce((sum, each) => sum + each, 0) / speeds.length
    near(mean * 1024, bytesPerSecond, 0.1, 'the mean of speed_down against the growth of downloaded')

    const engine = await product.engine(stream.engine.container_id)
    const [listed] = await product.get<StreamState[]>('/streams?status=started')
    assert.ok(listed)
    near(engine.speed_down, listed.speed_down ?? 0, SWAY, "the engine's sum")
    assert.deepEqual(engine.streams, [stream.id])
    const metrics = await (await fetch(`${product.url}/metrics`)).text()
    assert.match(metrics, /^orch_streams_active 1$/m)
    assert.match(metrics, /^orch_events_started_total 1$/m)
  })

  test('goes on through kill -9 of the orchestrator, and the gap is a gap', async () => {
    const dataDir = rig.dataDirectory()
    const first = await rig.run(ENV, dataDir)
    const stream = await playing(first, ONE)
    await first.kill()
    const killedAtMs = Date.now()
    await new Promise((done) => setTimeout(done, 4000))
    const second = await rig.run(ENV, dataDir)
    const backAtMs = Date.now()
    const again = await streamWhen(
      second,
      stream,
      'to be read again',
      ({ phase, last_sample_at }) => phase === 'active' && Date.parse(last_sample_at ?? '') > backAtMs,
    )
    assert.equal(again.started_at, stream.started.started_at)
    const times = (await statsOf(second, stream)).map(({ ts }) => Date.parse(ts))
    assert.ok(times.some((ms) => ms <= killedAtMs) && times.some((ms) => ms >= backAtMs))
    assert.deepEqual(
      times.filter((ms) => ms > killedAtMs + 100 && ms < backAtMs - 3000),
      [],
    )
    assert.deepEqual(await storyOf(second, stream), ['started', 'active'])
  })
})

describe('the end of a stream', () => {
  test('is seen when its engine forgets the session, and when the engine is killed', async () => {
    const product = await rig.run(ENV)
    const [forgotten, orphaned] = [await playing(product, ONE), await playing(product, TWO)]
    await stopBehindOurBack(forgotten)
    const ended = await streamWhen(product, forgotten, 'to end', isIn('ended'))
    assert.equal(ended.end_reason, 'session_unknown')
    assert.equal(
      (await product.get<StreamState>(`/streams/${encodeURIComponent(orphaned.id)}`)).phase,
      'active',
    )

    const [engineId] = await containersOf(rig.api)
    await rig.api.json('POST', `/containers/${engineId}/kill`)
    const gone = await streamWhen(product, orphaned, 'to end', isIn('ended'))
    assert.equal(gone.end_reason, 'engine_gone')
    const late = await product.call<StreamState>('POST', '/events/stream_started', againOf(orphaned))
    assert.deepEqual([late.status, late.end_reason], ['ended', 'engine_gone'])
  })

  test('by a batch of stops is reported for each, and a refusal in the words of the engine', async () => {
    const product = await rig.run(ENV)
    const streams = await Promise.all([ONE, TWO, THREE].map((content) => playing(product, content)))
    const [stopped, refused, other] = streams as [Played, Played, Played]
    await faultOf(refused, { commands: 'error' })
    const ids = [stopped.id, refused.id, other.id, 'nobody|knows']
    const { results } = await product.call<BatchStopAnswer>('POST', '/streams/batch-stop', { ids })
    assert.deepEqual(
      results.map(({ id, stopped }) => [id, stopped]),
      ids.map((id) => [id, id === stopped.id || id === other.id]),
    )
    const asItIs = JSON.parse(await commandAnswer(refused)) as { error: string }
    assert.ok(results[1]?.detail?.includes(asItIs.error), `${results[1]?.detail}`)
    assert.match(await sessionOf(stopped), /unknown playback session id/)
    assert.match(await sessionOf(refused), /"status":"dl"/)
    await streamWhen(product, refused, 'to play on', isIn('active'))
  })
})

function isIn(phase: StreamState['phase']): (stream: StreamState) => boolean {
  return (stream) => stream.phase === phase
}

/** A start that is reported once more, as by a proxy that had no answer. */
function againOf({ started, engine }: Played): object {
  return {
    container_id: engine.container_id,
    engine: { host: engine.host, port: engine.port },
    stream: { key_type: started.key_type, key: started.key },
    session: {
      playback_session_id: started.playback_session_id,
      stat_url: started.stat_url,
      command_url: started.command_url,
      is_live: 1,
    },
    labels: { stream_id: started.id },
  }
}

async function commandAnswer({ started }: Played): Promise<string> {
  return (await fetch(`${started.command_url}?method=stop`)).text()
}
