import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HistorySeries } from '@acestream-orchestrator/contract/status'
import type { StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import { openLive } from '@acestream-orchestrator/testing/clients/live-reader'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

test('a health check reaches a card: the engine, the journal and everybody who watches', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { UNHEALTHY_GRACE_S: '60' })
  const engine = await app.engine()
  assert.equal(engine.health_status, 'healthy')
  const live = await openLive(await app.listen())
  t.after(() => live.close())
  await live.next('snapshot')

  outside.prober.hung.add(engine.port)
  await app.advance(30_000 + 3 * (5000 + 2000))
  const told = await live.next('engine', ({ health_status }) => health_status === 'unhealthy')
  assert.match(told.health_reason ?? '', /^no answer within 5 s/)
  assert.equal(told.recent_checks.length, 4)
  const sick = await app.engineOf(engine.container_id)
  assert.equal(sick.health_status, 'unhealthy')
  assert.match(
    sick.health_reason ?? '',
    /^no answer within 5 s; will be replaced in \d+ s unless it answers$/,
  )
  const entry = (await app.journal()).find(({ category }) => category === 'unhealthy')
  assert.equal(entry?.container_id, engine.container_id)
  assert.match(entry?.message ?? '', /no answer within 5 s/)
  await live.next('journal', ({ category }) => category === 'unhealthy')
  await live.next('status', ({ engines }) => engines.unhealthy === 1)

  outside.prober.hung.clear()
  await app.advance(35_000)
  await live.next(
    'engine',
    (each) => each.container_id === engine.container_id && each.health_reason === null,
  )
  assert.equal((await app.engineOf(engine.container_id)).health_status, 'healthy')
  assert.equal((await app.story()).at(-1), 'healthy')
})

test('a stream reaches a chart: its phases, its samples and its numbers', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const engine = await app.engine()
  const live = await openLive(await app.listen())
  t.after(() => live.close())
  await live.next('snapshot')

  const { id, status } = await app.play(engine)
  assert.equal(status, 'started')
  await live.next('stream', (stream) => stream.id === id)
  await app.advance(30_000)
  const beat = await live.next('samples')
  assert.match(JSON.stringify(beat), new RegExp(id))
  const stream = await app.stream(id)
  assert.deepEqual([stream.phase, stream.speed_down, stream.peers], ['active', 300, 5])
  const points = (await app.get(`/streams/${id}/stats`)).json<StreamStatSnapshot[]>()
  assert.ok(points.length >= 6, `${points.length} samples in 30 s`)
  const [first, last] = [points[0], points.at(-1)]
  assert.ok(first && last)
  const seconds = (Date.parse(last.ts) - Date.parse(first.ts)) / 1000
  assert.equal((last.downloaded ?? 0) - (first.downloaded ?? 0), seconds * 300 * 1024)
  const [card] = await app.engines()
  assert.deepEqual(card?.streams, [id])
  assert.equal(card?.speed_down, 300)

  const ended = await app.post('/events/stream_ended', { stream_id: id, reason: 'handler_exit' })
  assert.equal(ended.json<{ updated: boolean }>().updated, true)
  assert.equal((await app.stream(id)).end_reason, 'reported')
  assert.deepEqual((await app.engines())[0]?.streams, [])
})

test('a stream is active in the history as it is everywhere else: started, even if its engine is silent', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const engine = await app.engine()
  const { id } = await app.play(engine)
  outside.prober.hung.add(engine.port)
  await app.advance(20_000)
  assert.equal((await app.stream(id)).phase, 'unknown')
  const { series } = (await app.get('/history?metric=streams&window=5m')).json<HistorySeries>()
  assert.equal(
    series['active']?.findLast((value) => value !== null),
    1,
  )
})

test('a dead container is replaced, and its stream ends for that reason', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { MIN_FREE_REPLICAS: '0' })
  const engine = await app.engine()
  const { id } = await app.play(engine)
  await app.advance(5000)

  outside.runtime.creationMs = 1000
  outside.runtime.die(engine.container_id, { exitCode: 137, oomKilled: true })
  await app.advance(10)
  const dead = await app.engineOf(engine.container_id)
  assert.deepEqual([dead.state, dead.health_reason], ['failed', 'killed: out of memory'])
  const stream = await app.stream(id)
  assert.equal(stream.end_reason, 'engine_gone')
  assert.equal(stream.phase_reason, 'killed: out of memory')
  await app.advance(3000)
  const successor = await app.engine()
  assert.equal(successor.health_status, 'healthy')
  assert.notEqual(successor.container_id, engine.container_id)
  const story = await app.journal()
  const at = (category: string) => story.findIndex((each) => each.category === category)
  assert.ok(at('failed') >= 0 && at('failed') < at('ended'), 'the journal tells the cause first')
})

test('a click deletes an engine: stored, shown, carried out, replaced', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { MIN_FREE_REPLICAS: '0' })
  const engine = await app.engine()
  const { id } = await app.play(engine)
  outside.runtime.removalMs = 2000
  const answer = await app.del(`/containers/${engine.container_id}`)
  assert.deepEqual([answer.statusCode, answer.json()], [200, { deleted: engine.container_id }])
  assert.equal((await app.engineOf(engine.container_id)).state, 'removing')
  await app.advance(3000)
  assert.ok(!outside.runtime.containers.has(engine.container_id))
  assert.notEqual((await app.engine()).container_id, engine.container_id)
  assert.equal((await app.stream(id)).end_reason, 'engine_removed')
  assert.deepEqual((await app.store.intents.load()).engines, [])
  assert.equal((await app.del(`/containers/${engine.container_id}`)).statusCode, 200)
  assert.equal((await app.del(`/containers/${'ab'.repeat(32)}`)).statusCode, 404)
})

test('a restart of an engine by somebody else ends its streams, is told and counted', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const engine = await app.engine()
  const { id } = await app.play(engine)
  const facts = outside.runtime.containers.get(engine.container_id)
  assert.ok(facts)
  await app.advance(5000)
  outside.runtime.put({ ...facts, startedAtMs: (facts.startedAtMs ?? 0) + 4000 })
  await app.advance(3000)
  const stream = await app.stream(id)
  assert.deepEqual([stream.status, stream.end_reason], ['ended', 'engine_gone'])
  assert.equal((await app.engineOf(engine.container_id)).restarts, 1)
  assert.ok((await app.story()).includes('restarted'))
})

test('what Docker warns of at each creation is told once', async (t) => {
  const outside = anOutside(t)
  const words = 'Your kernel does not support memory limit capabilities. Limitation discarded.'
  outside.runtime.warnings.push(words)
  const app = await anApp(t, outside, { MIN_REPLICAS: '3' })
  await app.advance(3000)
  const told = (await app.journal()).filter(({ category }) => category === 'runtime_warning')
  assert.deepEqual(
    told.map(({ message }) => message),
    [`the memory limit has no effect here, or only in part: ${words}`],
  )
})
