import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StreamEndedAnswer, StreamState } from '@acestream-orchestrator/contract/stream'
import { acexyFork } from '@acestream-orchestrator/testing/clients/acexy-fork'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

const CHANNEL = '0a4848271c91ce2d8965ce416267c25047dc8141'
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

test('its status is read without a key, with the fields it decodes', async (t) => {
  const app = await anApp(t, anOutside(t))
  const answer = await acexyFork(await app.listen()).status()
  assert.equal(answer.status, 200)
  const { status, vpn, provisioning, capacity } = (await answer.json()) as {
    status: string
    vpn: { connected: boolean | null }
    provisioning: { can_provision: boolean; blocked_reason: string | null; blocked_reason_details: unknown }
    capacity: { total: number; used: number; available: number }
  }
  assert.equal(status, 'healthy')
  assert.equal(vpn.connected, null, 'no VPN is configured; Go reads null as false')
  assert.deepEqual(
    [provisioning.can_provision, provisioning.blocked_reason, provisioning.blocked_reason_details],
    [true, null, null],
  )
  for (const count of [capacity.total, capacity.used, capacity.available]) assert.ok(Number.isInteger(count))
})

test('it plays, its engine is busy, and the end it reports before it stops the engine is the one end', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const fork = acexyFork(await app.listen())
  const [engine] = await fork.engines()
  assert.ok(engine)
  for (const time of [engine.first_seen, engine.last_seen]) assert.match(time, RFC3339)
  assert.deepEqual(await fork.startedOn(engine.container_id), [])

  const play = fork.newPlay(CHANNEL)
  outside.sessions.play(engine.port, play.path)
  const started = await fork.started(engine, CHANNEL, play)
  assert.equal(((await started.json()) as StreamState).id, play.streamId)
  await app.advance(30_000)
  assert.equal((await app.stream(play.streamId)).phase, 'active')
  assert.deepEqual(
    (await fork.startedOn(engine.container_id)).map(({ status }) => status),
    ['started'],
  )

  const ended = await fork.ended(play, 'completed')
  assert.equal(((await ended.json()) as StreamEndedAnswer).updated, true)
  await app.advance(30_000)
  assert.deepEqual(outside.sessions.stopped, [], 'the fork stops its engine itself')
  assert.equal((await app.stream(play.streamId)).end_reason, 'reported')
  assert.deepEqual(await fork.startedOn(engine.container_id), [])
})

test('a channel that is played again is another stream while the first still runs, and one is left', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const fork = acexyFork(await app.listen())
  const [engine] = await fork.engines()
  assert.ok(engine)
  const [first, second] = [fork.newPlay(CHANNEL), fork.newPlay(CHANNEL)]
  for (const play of [first, second]) {
    outside.sessions.play(engine.port, play.path)
    assert.equal((await fork.started(engine, CHANNEL, play)).status, 200)
  }
  assert.equal((await app.stream(first.streamId)).end_reason, 'replaced')
  assert.equal((await app.stream(second.streamId)).status, 'started')
  await fork.ended(first, 'completed') // late, of the play that was replaced
  assert.deepEqual((await app.engineOf(engine.container_id)).streams, [second.streamId])
})

test('the end that overtakes its start leaves nothing running', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const fork = acexyFork(await app.listen())
  const [engine] = await fork.engines()
  assert.ok(engine)
  const play = fork.newPlay(CHANNEL)
  await fork.ended(play, 'client_disconnected')
  const late = (await (await fork.started(engine, CHANNEL, play)).json()) as StreamState
  assert.deepEqual([late.status, late.end_reason], ['ended', 'reported'])
})

test('without room it is handed another engine, with what it needs to reach it', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { MIN_REPLICAS: '1', MAX_REPLICAS: '2', MIN_FREE: '0' })
  const fork = acexyFork(await app.listen())
  const [engine] = await fork.engines()
  assert.ok(engine)
  const play = fork.newPlay(CHANNEL)
  outside.sessions.play(engine.port, play.path)
  await fork.started(engine, CHANNEL, play)
  const asking = fork.provision()
  for (let second = 0; second < 3; second++) {
    await new Promise((done) => setTimeout(done, 100))
    await app.advance(1000)
  }
  const answer = await asking
  assert.equal(answer.status, 200)
  const handed = (await answer.json()) as Record<string, unknown>
  assert.notEqual(handed['container_id'], engine.container_id)
  for (const field of ['host_http_port', 'container_http_port', 'container_https_port'])
    assert.ok(Number.isInteger(handed[field]), field)
})
