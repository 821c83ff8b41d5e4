import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'
import type { ResourceReader } from '../../src/health/ports.ts'

/** The sentences of "How many engines" that a plan alone can't show. */

const has = async (app: AppRig, { container_id: id }: EngineState) =>
  (await app.engines()).some(({ container_id }) => container_id === id)

test('an engine handed out and never used is busy for IDLE_TTL_S, and then idle again', async (t) => {
  const app = await anApp(t, anOutside(t), { IDLE_TTL_S: '120' })
  const asked = app.post('/provision/acestream')
  await app.advance(1000)
  assert.equal((await asked).statusCode, 200)
  assert.equal((await app.status()).capacity.used, 1)
  await app.advance(117_000)
  assert.equal((await app.status()).capacity.used, 1)
  await app.advance(4000)
  assert.equal((await app.status()).capacity.used, 0)
})

test('at the maximum an idle unhealthy engine goes first, and another takes its place', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { MIN_REPLICAS: '2', MAX_REPLICAS: '2', UNHEALTHY_GRACE_S: '30' })
  const [sick] = await app.engines()
  assert.ok(sick)
  outside.prober.hung.add(sick.port)
  await app.advance(30_000 + 3 * 7000 + 35_000)
  assert.equal(await has(app, sick), false)
  outside.prober.hung.clear()
  await app.advance(2000)
  assert.deepEqual(
    (await app.engines()).map(({ state }) => state),
    ['ready', 'ready'],
  )
})

/** The container's own counters: what it sends grows like playback while `flows`, like chatter otherwise. */
function counting(outside: Outside): { readonly outside: Outside; flows: boolean } {
  let txBytes = 0
  const stats: ResourceReader['stats'] = async () => {
    txBytes += counter.flows ? 5_000_000 : 1000
    return { cpuPercent: 1, memoryBytes: 1, rxBytes: txBytes, txBytes, readers: null }
  }
  const runtime = { ...outside.edges.runtime, stats }
  const counter = { outside: { ...outside, edges: { ...outside.edges, runtime } }, flows: true }
  return counter
}

test('an unhealthy engine that delivers is left alone, its stream unknown; once it does not, both end for that reason', async (t) => {
  const counter = counting(anOutside(t))
  const { outside } = counter
  const app = await anApp(t, outside, { UNHEALTHY_BUSY_MAX_S: '3600' })
  const engine = await app.engine()
  const { id } = await app.play(engine)
  await app.advance(20_000)
  outside.prober.hung.add(engine.port)
  await app.advance(5 * 60_000)
  assert.equal((await app.engineOf(engine.container_id)).health_status, 'unhealthy')
  const unknown = await app.stream(id)
  assert.deepEqual([unknown.status, unknown.phase], ['started', 'unknown'])

  counter.flows = false
  await app.advance(2 * 60_000)
  assert.equal(await has(app, engine), false)
  assert.equal((await app.stream(id)).end_reason, 'engine_unhealthy')
})

test('one that delivers for longer than UNHEALTHY_BUSY_MAX_S without an answer is replaced all the same', async (t) => {
  const { outside } = counting(anOutside(t))
  const app = await anApp(t, outside, { UNHEALTHY_BUSY_MAX_S: '300' })
  const engine = await app.engine()
  const { id } = await app.play(engine)
  await app.advance(20_000)
  outside.prober.hung.add(engine.port)
  await app.advance(4 * 60_000)
  assert.equal(await has(app, engine), true)
  await app.advance(3 * 60_000)
  assert.equal(await has(app, engine), false)
  assert.equal((await app.stream(id)).end_reason, 'engine_unhealthy')
})

test('a newer image makes engines outdated, and they are rolled one at a time', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { MIN_REPLICAS: '2', ENGINE_GRACE_PERIOD_S: '30' })
  const before = await app.engines()
  outside.runtime.setImage({ digest: 'sha256:two', createdAtMs: 0, hasEntrypoint: true })
  const seen = new Set<number>()
  for (let look = 0; look < 600; look++) {
    await app.advance(1000)
    seen.add((await app.engines()).filter(({ health_status }) => health_status === 'healthy').length)
  }
  assert.ok(!seen.has(0) && !seen.has(1), `never below the wanted number, but saw ${[...seen].join()}`)
  for (const each of before) assert.equal(await has(app, each), false)
  assert.ok((await app.engines()).every(({ outdated }) => !outdated))
})

test('of many engines to make, eight are made at once', async (t) => {
  const outside = anOutside(t)
  outside.runtime.creationMs = 2000
  const app = await anApp(t, outside, { MIN_REPLICAS: '20', MAX_REPLICAS: '20' })
  const begun = () => outside.runtime.calls.filter((call) => call.startsWith('create')).length
  assert.equal(begun(), 8)
  await app.advance(2000)
  assert.equal(begun(), 16)
  await app.advance(8000)
  assert.equal((await app.engines()).length, 20)
})
