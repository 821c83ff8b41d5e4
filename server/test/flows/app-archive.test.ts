/** What can still be read of an engine that is gone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineArchive } from '@acestream-orchestrator/contract/archive'
import type { Cleanup } from '@acestream-orchestrator/testing/machine/temporary'
import { assertFits } from '@acestream-orchestrator/testing/rigs/api'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

const DAY_MS = 86_400_000

async function aPool(t: Cleanup) {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { MIN_REPLICAS: '1', MIN_FREE_REPLICAS: '0' })
  await app.advance(5000)
  return { outside, app, engine: await app.engine() }
}

async function archiveOf(app: AppRig, id: string): Promise<EngineArchive> {
  const answer = await app.get(`/engines/${id}/archive`)
  assert.equal(answer.statusCode, 200, answer.body)
  assertFits(EngineArchive, answer)
  return answer.json()
}

test('an engine that is removed keeps its name, log, checks, end and streams', async (t) => {
  const { app, engine } = await aPool(t)
  const { short_id } = await app.play(engine)
  await app.advance(10_000)
  assert.equal((await app.get(`/engines/${engine.container_id}/archive`)).statusCode, 404, 'it is there')
  assert.equal((await app.del(`/containers/${engine.container_id}`)).statusCode, 200)
  await app.advance(10_000)
  assert.equal(
    (await app.get(`/engines/${engine.container_id}`)).statusCode,
    404,
    'the live route stays as it was',
  )
  const archive = await archiveOf(app, engine.container_id)
  assert.equal(archive.container_name, engine.container_name)
  assert.deepEqual([archive.end_reason, archive.reason], ['operator', 'removed by you'])
  assert.deepEqual([archive.log, archive.log_missing], [['ready'], null])
  assert.equal(archive.checks.at(-1)?.ok, true)
  assert.deepEqual(
    archive.streams.map((stream) => [stream.short_id, stream.end_reason]),
    [[short_id, 'engine_removed']],
  )
  assert.deepEqual(await archiveOf(app, engine.container_id.slice(0, 12)), archive)
})

test('one that died and was cleaned up, and one that vanished: as far as the runtime still has them', async (t) => {
  const { app, outside, engine } = await aPool(t)
  outside.runtime.die(engine.container_id, { exitCode: 137, oomKilled: true })
  await app.advance(60_000)
  const died = await archiveOf(app, engine.container_id)
  assert.deepEqual([died.end_reason, died.exit_code, died.oom_killed], ['failed', 137, true])
  assert.equal(died.reason, 'killed: out of memory')
  assert.deepEqual(died.log, ['ready'])
  const next = await app.engine()
  outside.runtime.vanish(next.container_id)
  await app.advance(5000)
  const vanished = await archiveOf(app, next.container_id)
  assert.deepEqual([vanished.end_reason, vanished.reason], ['outside', 'its container is gone'])
})

test('it outlasts a restart of ours, and is dropped after seven days', async (t) => {
  const { app, outside, engine } = await aPool(t)
  await app.del(`/containers/${engine.container_id}`)
  await app.advance(10_000)
  const before = await archiveOf(app, engine.container_id)
  await app.stop()
  const again = await anApp(t, outside, { MIN_REPLICAS: '1', MIN_FREE_REPLICAS: '0' })
  assert.deepEqual(await archiveOf(again, engine.container_id), before)
  const { database } = again.store
  const tidy = (trustedMs: number) =>
    database.change('tidy', {
      step: 'dropArchive',
      times: { nowMs: trustedMs, trustedMs, statsRetentionDays: 365 },
    })
  await tidy(outside.clock.now() + 6 * DAY_MS)
  assert.equal((await again.get(`/engines/${engine.container_id}/archive`)).statusCode, 200)
  await tidy(outside.clock.now() + 8 * DAY_MS)
  assert.equal((await again.get(`/engines/${engine.container_id}/archive`)).statusCode, 404)
})

test('a runtime whose log hangs delays a removal by a second and no more', async (t) => {
  const outside = anOutside(t)
  const { runtime } = outside.edges
  const logs: typeof runtime.logs = async function* (_id, _options, signal) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  }
  const hanging = { ...outside, edges: { ...outside.edges, runtime: { ...runtime, logs } } }
  const app = await anApp(t, hanging, { MIN_REPLICAS: '1', MIN_FREE_REPLICAS: '0' })
  await app.advance(5000)
  const { container_id } = await app.engine()
  await app.del(`/containers/${container_id}`)
  await app.advance(1500)
  assert.equal(outside.runtime.containers.has(container_id), false)
  assert.equal((await archiveOf(app, container_id)).log_missing, 'its log could not be read within 1 s')
})
