import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { LiveSnapshot } from '@acestream-orchestrator/contract/live'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { anId, T0 } from '@acestream-orchestrator/testing/builders/world'
import { type LiveReader, neverRead, openLive } from '@acestream-orchestrator/testing/clients/live-reader'
import { type ApiRig, apiRig, aStartReport, WITH_KEY } from '@acestream-orchestrator/testing/rigs/api'
import { Ajv } from 'ajv'
import type { ApiSettings } from '../../src/api/ports.ts'

const FIRST = anId(1)

interface Served extends ApiRig {
  readonly address: string
  live(headers?: Record<string, string>): Promise<LiveReader>
}

async function serve(t: TestContext, settings: Partial<ApiSettings> = {}): Promise<Served> {
  const rig = apiRig(settings)
  const address = await rig.api.listen()
  t.after(() => rig.api.close())
  return { ...rig, address, live: (headers) => openLive(address, headers) }
}

function miss(rig: ApiRig, text: string): void {
  const reason = verbatim(text)
  const health = { status: 'unhealthy' as const, failures: 3, sinceMs: T0, reason }
  rig.registry.setHealth(FIRST, health, { atMs: T0, latencyMs: 5000, reason }, null)
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('a reader is greeted, and then told everything the overview shows', async (t) => {
  const rig = await serve(t)
  await rig.tracker.started(aStartReport())
  const reader = await rig.live()
  assert.equal(reader.status, 200)
  assert.match(String(reader.headers['content-type']), /^text\/event-stream/)
  assert.equal(reader.headers['cache-control'], 'no-cache, no-transform')
  assert.equal(reader.headers['x-accel-buffering'], 'no')
  const hello = await reader.next('hello')
  assert.equal(hello.version, '1.2.3')
  const snapshot = await reader.next('snapshot')
  const check = new Ajv({ strict: false }).compile(LiveSnapshot)
  assert.ok(check(snapshot), JSON.stringify(check.errors))
  assert.equal(snapshot.engines.length, 2)
  assert.equal(snapshot.streams.length, 1)
  assert.equal(snapshot.journal[0]?.category, 'started')
})

test('a change of an engine reaches readers as the whole engine, at once', async (t) => {
  const rig = await serve(t)
  const readers = [await rig.live(), await rig.live()] as const
  await Promise.all(readers.map((reader) => reader.next('snapshot')))
  await pause(150)
  const began = performance.now()
  miss(rig, 'timeout')
  const told = await Promise.all(readers.map((reader) => reader.next('engine')))
  assert.ok(performance.now() - began < 80, 'nothing was written for a while, so nothing is waited for')
  for (const engine of told) {
    assert.equal(engine.container_id, FIRST)
    assert.equal(engine.health_reason, 'timeout')
    assert.equal(engine.recent_checks.length, 2)
  }
  await readers[0].next('status', ({ engines }) => engines.unhealthy === 1)
})

test('a burst of changes is one write with the latest of each', async (t) => {
  const rig = await serve(t)
  const reader = await rig.live()
  await reader.next('snapshot')
  await pause(150)
  for (let number = 1; number <= 50; number++) miss(rig, `miss ${number}`)
  await reader.next('engine')
  await pause(250)
  assert.deepEqual(
    reader.all('engine').map((engine) => engine.health_reason),
    ['miss 50'],
  )
})

test('steady changes are written every 100 ms and not more often', async (t) => {
  const rig = await serve(t)
  const reader = await rig.live()
  await reader.next('snapshot')
  const before = reader.pieces.length
  for (let number = 0; number < 60; number++) {
    miss(rig, `miss ${number}`)
    await pause(10)
  }
  const gaps = reader.pieces.slice(before).map((at, index) => at - (reader.pieces[before + index - 1] ?? at))
  assert.ok(gaps.length >= 4, 'something was written meanwhile')
  assert.ok(gaps.filter((gap) => gap > 0 && gap < 80).length <= 1, `gaps of ${gaps.map(Math.round)}`)
})

test('streams, samples, jobs and the journal arrive under their names', async (t) => {
  const rig = await serve(t)
  const reader = await rig.live()
  await reader.next('snapshot')
  const { id } = await rig.tracker.started(aStartReport())
  assert.equal((await reader.next('stream')).id, id)
  const engine = await reader.next('engine')
  assert.deepEqual(engine.streams, [id])
  assert.equal((await reader.next('journal')).stream_id, id)
  const sample = { atMs: T0, peers: 7, speedDown: 300, speedUp: 2, downloaded: 1, uploaded: 1, status: 'dl' }
  rig.beats.emit({ atMs: T0, samples: [{ streamId: id, reportedId: id, sample, progress: 12 }] })
  const beat = await reader.next('samples')
  assert.equal(beat.samples[0]?.speed_down, 300)
  assert.equal(beat.samples[0]?.progress, 12)
  rig.jobs.start('image_pull', { code: 'image_being_pulled', image: 'wafy80/acestream' }, 'bytes').done()
  const job = await reader.next('job')
  assert.deepEqual([job.state, job.title], ['done', 'Pulling wafy80/acestream'])
  rig.vpnChanges.emit({ significant: true })
  assert.equal((await reader.next('vpn')).status, 'disabled')
})

test('an engine that is gone is said to be gone, and one that comes back is there', async (t) => {
  const rig = await serve(t)
  const reader = await rig.live()
  await reader.next('snapshot')
  rig.registry.observeGone(FIRST)
  assert.deepEqual(await reader.next('engine_gone'), { id: FIRST })
})

test('whoever joins while news wait gets a snapshot with them, and none of them twice', async (t) => {
  const rig = await serve(t)
  const first = await rig.live()
  await first.next('snapshot')
  miss(rig, 'one')
  const second = await rig.live()
  const snapshot = await second.next('snapshot')
  assert.equal(snapshot.engines.find((each) => each.container_id === FIRST)?.health_reason, 'one')
  await pause(250)
  assert.deepEqual(second.all('engine'), [])
})

test('with PROTECT_READS the stream needs the key', async (t) => {
  const rig = await serve(t, { protectReads: true })
  assert.equal((await rig.live()).status, 401)
  const reader = await rig.live(WITH_KEY)
  assert.equal(reader.status, 200)
  await reader.next('snapshot')
})

test('other origins get the headers that let them read it', async (t) => {
  const rig = await serve(t, { corsOrigins: ['https://home.example'] })
  const reader = await rig.live({ origin: 'https://home.example' })
  assert.equal(reader.headers['access-control-allow-origin'], 'https://home.example')
})

test('a reader that does not read is dropped and counted, and delays nobody', async (t) => {
  const rig = await serve(t)
  const good = await rig.live()
  await good.next('snapshot')
  const socket = neverRead(rig.address)
  t.after(() => socket.destroy())
  const dropped = async () =>
    /^orch_live_clients_dropped_total (\d+)$/m.exec((await rig.get('/metrics')).body)?.[1]
  await pause(50)
  const padding = 'x'.repeat(1024 * 1024)
  for (let number = 0; (await dropped()) === '0'; number++) {
    assert.ok(number < 200, 'it should have been dropped by now')
    const image = `image-${number}`
    const reason = { code: 'verbatim', text: padding } as const
    rig.journal.record({ event: { code: 'system.image_missing', image, reason } })
    await good.next('journal', (entry) => entry.params?.['image'] === image)
  }
  assert.equal(await dropped(), '1')
  miss(rig, 'still there')
  assert.equal((await good.next('engine')).health_reason, 'still there')
  assert.match((await rig.get('/metrics')).body, /^orch_live_clients 1$/m)
})

test('when we stop, readers are told why and the port is free at once', async (t) => {
  const rig = await serve(t)
  const reader = await rig.live()
  await reader.next('snapshot')
  const began = performance.now()
  await Promise.all([rig.api.close(), reader.ended])
  assert.match(JSON.stringify(await reader.next('dropped')), /stopping/)
  assert.ok(performance.now() - began < 1000)
})

test('a reader that leaves is forgotten', async (t) => {
  const rig = await serve(t)
  const reader = await rig.live()
  await reader.next('snapshot')
  reader.close()
  await pause(100)
  assert.match((await rig.get('/metrics')).body, /^orch_live_clients 0$/m)
})
