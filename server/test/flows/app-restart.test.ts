import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineHealthHistory } from '@acestream-orchestrator/contract/engine'
import type { StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

const HOUR_MS = 3_600_000

test('a restart cuts nobody off: streams are taken up again, and the gap is a gap', async (t) => {
  const outside = anOutside(t)
  const first = await anApp(t, outside)
  const engine = await first.engine()
  const { id } = await first.play(engine)
  await first.advance(30_000)
  const before = await first.stream(id)
  assert.equal(before.phase, 'active')
  await first.stop()
  await outside.clock.advance(60_000)

  const calls = outside.runtime.calls.length
  const second = await anApp(t, outside)
  const after = await second.stream(id)
  assert.deepEqual([after.status, after.started_at], ['started', before.started_at])
  await second.advance(30_000)
  assert.equal((await second.stream(id)).phase, 'active')
  assert.deepEqual((await second.engineOf(engine.container_id)).streams, [id])
  assert.equal(outside.runtime.calls.length, calls, 'no engine was touched')
  const points = (await second.get(`/streams/${id}/stats`)).json<StreamStatSnapshot[]>()
  const gaps = points.slice(1).map(({ ts }, index) => Date.parse(ts) - Date.parse(points[index]?.ts ?? ts))
  assert.equal(gaps.filter((ms) => ms > 60_000).length, 1)
  const story = await second.story()
  assert.ok(!story.includes('ended') && !story.includes('stalled'), story.join())
})

test('a clean stop loses no total: what was read last is what the next start knows', async (t) => {
  const outside = anOutside(t)
  const first = await anApp(t, outside)
  const { id } = await first.play(await first.engine())
  await first.advance(22_000)
  const before = await first.stream(id)
  assert.ok(before.downloaded !== null && before.downloaded > 0)
  await first.stop()

  const second = await anApp(t, outside)
  const after = await second.stream(id)
  const known = ['downloaded', 'uploaded', 'avg_speed_down', 'peak_peers', 'last_sample_at'] as const
  for (const field of known) assert.equal(after[field], before[field], field)
})

test('busy engines that ran for long are not taken for idle ones when we come back', async (t) => {
  const outside = anOutside(t)
  const first = await anApp(t, outside)
  const playing: string[] = []
  for (const session of ['a1', 'b2', 'c3']) {
    const free = (await first.engines()).find(({ streams }) => streams.length === 0)
    assert.ok(free)
    playing.push((await first.play(free, session)).id)
    await first.advance(2000)
  }
  await first.stop()
  await outside.clock.advance(HOUR_MS)
  const second = await anApp(t, outside)
  await second.advance(20_000)
  for (const id of playing) assert.equal((await second.stream(id)).status, 'started')
  assert.equal((await second.engines()).length, 4)
  assert.deepEqual(
    outside.runtime.calls.filter((call) => call.startsWith('remove')),
    [],
  )
})

test('wishes outlive us: a drain, a scale, and a removal that could not be carried out yet', async (t) => {
  const outside = anOutside(t)
  const first = await anApp(t, outside)
  await first.post('/scale/4')
  await first.advance(2000)
  const [drained, removed, busy] = await first.engines()
  assert.ok(drained && removed && busy)
  await first.play(drained)
  assert.equal((await first.post(`/engines/${drained.container_id}/drain`)).statusCode, 202)
  outside.runtime.setReachable(false)
  await first.advance(1500)
  assert.equal((await first.del(`/containers/${removed.container_id}`)).statusCode, 200)
  await first.advance(1500)
  await first.stop()
  outside.runtime.setReachable(true)
  assert.ok(outside.runtime.containers.has(removed.container_id))

  const second = await anApp(t, outside)
  await second.advance(5000)
  assert.ok(!outside.runtime.containers.has(removed.container_id))
  assert.equal((await second.engineOf(drained.container_id)).state, 'draining')
  const { capacity } = await second.status()
  assert.deepEqual([capacity.scale, capacity.wanted], [4, 4])
  assert.deepEqual(
    (await second.store.intents.load()).engines.map(({ kind, engineId }) => [kind, engineId]),
    [['drain', drained.container_id]],
  )
})

test('the past of an engine is there: its checks, its uptime, its counts, and the journal goes on', async (t) => {
  const outside = anOutside(t)
  const first = await anApp(t, outside)
  const engine = await first.engine()
  await first.advance(600_000)
  outside.prober.hung.add(engine.port)
  await first.advance(40_000)
  outside.prober.hung.clear()
  await first.advance(120_000)
  await first.post(`/engines/${engine.container_id}/restart`)
  await first.advance(30_000)
  const before = await first.engineOf(engine.container_id)
  assert.ok(before.recent_checks.length > 10)
  const journal = await first.journal()
  await first.stop()
  await outside.clock.advance(60_000)

  const second = await anApp(t, outside)
  await second.advance(1000)
  const after = await second.engineOf(engine.container_id)
  assert.deepEqual(after.recent_checks.slice(0, before.recent_checks.length), before.recent_checks)
  assert.deepEqual([after.first_seen, after.restarts], [before.first_seen, 1])
  assert.ok(
    after.uptime_24h !== null && after.uptime_24h > 0.8 && after.uptime_24h < 1,
    `${after.uptime_24h}`,
  )
  const history = (await second.get(`/engines/${engine.container_id}/health`)).json<EngineHealthHistory>()
  assert.ok(Object.values(history).length > 0)
  const told = await second.journal()
  assert.deepEqual(told.slice(0, journal.length), journal)
  assert.deepEqual(
    told.slice(journal.length).map(({ category }) => category),
    ['adopted', 'ready'],
  )
  const ids = told.map(({ id }) => Number(id))
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => a - b),
  )
  assert.equal(new Set(ids).size, ids.length)
})

test('an engine that died while nobody looked is replaced, and its stream ended', async (t) => {
  const outside = anOutside(t)
  const first = await anApp(t, outside)
  const engine = await first.engine()
  const { id } = await first.play(engine)
  await first.advance(10_000)
  await first.stop()
  outside.runtime.vanish(engine.container_id)
  const second = await anApp(t, outside)
  await second.advance(12_000)
  const stream = await second.stream(id)
  assert.deepEqual([stream.status, stream.end_reason], ['ended', 'engine_gone'])
  assert.equal((await second.engine()).health_status, 'healthy')
})
