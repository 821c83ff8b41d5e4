import assert from 'node:assert/strict'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { Readiness } from '@acestream-orchestrator/contract/status'
import type { StreamEndedAnswer, StreamState } from '@acestream-orchestrator/contract/stream'
import { eventually } from '@acestream-orchestrator/testing/machine/temporary'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'
import { DATABASE_FILE } from '../../src/store/database.ts'

/** Another program holds the file, as a backup or a browser for databases may. */
function lock({ dataDir }: Outside): { release(): unknown } {
  const other = new DatabaseSync(join(dataDir, DATABASE_FILE))
  other.exec('BEGIN EXCLUSIVE')
  return { release: () => other.isOpen && other.close() }
}

/** The folder is gone, and what stands in its place is none: nothing can be written there, not even by root. */
function block({ dataDir }: Outside): { release(): void } {
  const aside = `${dataDir}-aside`
  renameSync(dataDir, aside)
  writeFileSync(dataDir, '')
  return {
    release: () => {
      rmSync(dataDir)
      renameSync(aside, dataDir)
    },
  }
}

/** Its retries rest on the application's clock; what they do takes real time. */
async function untilStoreIs(ok: boolean, app: AppRig): Promise<void> {
  await eventually(async () => {
    if (app.store.database.status().ok === ok) return true
    await app.advance(500)
    return false
  })
  await app.settle()
}

async function untilStored(id: string, app: AppRig): Promise<void> {
  await eventually(async () => {
    await app.advance(1000)
    return (await app.stream(id)).stored
  })
}

/** Of faults every reader is told; where this machine keeps its files is nobody's business. */
function assertNamesNoPlace({ body }: { readonly body: string }): void {
  assert.ok(!body.includes(tmpdir()), body)
}

async function assertUnready(app: AppRig, reason: RegExp): Promise<void> {
  const answer = await app.get('/readyz')
  assert.equal(answer.statusCode, 503)
  for (const each of [answer, await app.get('/orchestrator/status'), await app.get('/engines/x/health')])
    assertNamesNoPlace(each)
  const { checks } = answer.json<Readiness>()
  assert.match(checks.store.reason ?? '', reason)
  const status = await app.status()
  assert.equal(status.store.ok, false)
  assert.match(status.store.reason ?? '', reason)
  assert.notEqual(status.status, 'healthy')
}

async function assertWishesRefused(app: AppRig, id: string): Promise<void> {
  const answers = await Promise.all([
    app.del(`/containers/${id}`),
    app.post(`/engines/${id}/drain`),
    app.post(`/engines/${id}/restart`),
    app.post('/scale/3'),
  ])
  for (const answer of answers) {
    assert.equal(answer.statusCode, 503, answer.body)
    assert.equal(answer.json<{ code: string }>().code, 'store_unavailable')
    assert.ok(answer.headers['retry-after'])
    assertNamesNoPlace(answer)
  }
}

test('a store that goes away stops nothing: memory serves, events are taken, wishes are refused', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const engine = await app.engine()
  const { id: early } = await app.play(engine, 'a1')
  await app.advance(10_000)
  const blocked = block(outside)
  const taken = await app.play(engine, 'b2')
  assert.equal(taken.stored, false)
  await untilStoreIs(false, app)
  await assertUnready(app, /not a directory|can't be opened|removed or replaced/)
  await assertWishesRefused(app, engine.container_id)
  assert.equal((await app.engineOf(engine.container_id)).state, 'ready')

  const ended = await app.post('/events/stream_ended', { stream_id: early, reason: 'handler_exit' })
  assert.equal(ended.statusCode, 200)
  const { updated, stream } = ended.json<StreamEndedAnswer>()
  assert.deepEqual([updated, stream?.stored, stream?.end_reason], [true, false, 'reported'])
  await app.advance(10_000)
  assert.equal((await app.stream(taken.id)).phase, 'active')
  assert.equal((await app.get('/healthz')).statusCode, 200)
  assert.equal((await app.get('/metrics')).statusCode, 200)

  blocked.release()
  await untilStoreIs(true, app)
  await untilStored(taken.id, app)
  assert.equal((await app.get('/readyz')).statusCode, 200)
  assert.equal((await app.post('/scale/2')).statusCode, 200)
  assert.equal((await app.store.streams.get(early))?.endReason, 'reported')
  assert.equal((await app.store.streams.get(taken.id))?.endedAtMs, null)
  assert.equal(app.store.database.status().dropped, 0)
})

test('a database that another program locks is told by name, and written again once it is free', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const engine = await app.engine()
  const held = lock(outside)
  t.after(() => held.release())
  const started = await app.play(engine)
  assert.equal(started.stored, false)
  await assertUnready(app, /another program holds .* locked/)
  await assertWishesRefused(app, engine.container_id)
  held.release()
  await untilStoreIs(true, app)
  await untilStored(started.id, app)
  const kept = await app.store.streams.get(started.id)
  assert.equal(kept?.engineId, engine.container_id)
})

/** What a first run leaves: an engine that plays, ran for an hour and more, beside idle ones that were asked for. */
async function aPast(
  t: TestContext,
  outside: Outside,
): Promise<{ before: EngineState; stream: StreamState }> {
  const first = await anApp(t, outside)
  await first.post('/scale/3')
  await first.advance(1000)
  const [engine] = await first.engines()
  assert.ok(engine)
  await first.post(`/engines/${engine.container_id}/restart`)
  await first.advance(2000)
  const stream = await first.play(engine)
  await first.advance(5000)
  await first.stop()
  await outside.clock.advance(3_600_000)
  return { before: engine, stream }
}

test('a store that is locked at start costs nobody an engine, and the past is taken up later', async (t) => {
  const outside = anOutside(t)
  const { before, stream } = await aPast(t, outside)
  const busy = before.container_id
  const held = lock(outside)
  t.after(() => held.release())
  const calls = outside.runtime.calls.length
  const app = await anApp(t, outside)
  await assertUnready(app, /locked/)
  await app.advance(3_000)
  assert.equal((await app.engines()).length, 3)
  assert.deepEqual(outside.runtime.calls.slice(calls), [], 'engines that may be playing are left alone')
  assert.equal((await app.engineOf(busy)).state, 'ready')
  await assertWishesRefused(app, busy)

  held.release()
  await untilStoreIs(true, app)
  await app.advance(12_000)
  assert.equal((await app.stream(stream.id)).phase, 'active')
  assert.deepEqual((await app.engineOf(busy)).streams, [stream.id])
  const { first_seen, restarts } = await app.engineOf(busy)
  assert.deepEqual([first_seen, restarts], [before.first_seen, 1], 'what was remembered is not overwritten')
  assert.equal((await app.status()).capacity.scale, 3)
  assert.deepEqual(outside.runtime.calls.slice(calls), [])
})

test('without a place to write the first engines come up all the same', async (t) => {
  const outside = anOutside(t)
  const blocked = block(outside)
  const app = await anApp(t, outside)
  const engine = await app.engine()
  assert.equal(engine.health_status, 'healthy')
  await assertUnready(app, /./)
  const { id, stored } = await app.play(engine)
  assert.equal(stored, false)
  assert.ok((await app.story()).includes('started'), 'the journal is served from memory')
  blocked.release()
  await untilStoreIs(true, app)
  await app.advance(10_000)
  assert.equal((await app.store.streams.get(id))?.startedAtMs !== undefined, true)
  assert.equal((await app.get('/readyz')).statusCode, 200)
  await app.stop()
  const second = await anApp(t, outside)
  const story = await second.story()
  assert.ok(story.includes('created') && story.includes('started'), story.join())
})
