import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecommendedEngine } from '@acestream-orchestrator/contract/engine'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'
import type { ResourceReader } from '../../src/health/ports.ts'

/** Every container's counters stand still, but for those of `watched`, which somebody plays from unreported. */
function counting(outside: Outside): { readonly outside: Outside; watched: string | null } {
  const { clock } = outside
  const stats: ResourceReader['stats'] = async (id) => {
    const bytes = id === counter.watched ? clock.elapsedMs() * 1000 : 0
    return { cpuPercent: 1, memoryBytes: 1, rxBytes: bytes, txBytes: bytes, readers: null }
  }
  const runtime = { ...outside.edges.runtime, stats }
  const counter = {
    outside: { ...outside, edges: { ...outside.edges, runtime } },
    watched: null as string | null,
  }
  return counter
}

test('an engine in unreported use is said to be, is offered last, and outlives a smaller scale and our restart', async (t) => {
  const counter = counting(anOutside(t))
  const app = await anApp(t, counter.outside, { MIN_REPLICAS: '2', IDLE_TTL_S: '30' })
  const [watched, other] = await app.engines()
  assert.ok(watched && other)
  counter.watched = watched.container_id
  await app.advance(25_000)
  const told = (await app.engines()).map(({ container_id, unreported_use }) => [container_id, unreported_use])
  assert.deepEqual(told, [
    [watched.container_id, true],
    [other.container_id, false],
  ])
  const [first, second] = (await app.get('/engines/recommended?count=2')).json<RecommendedEngine[]>()
  assert.equal(first?.engine.container_id, other.container_id)
  assert.equal(second?.reason, 'healthy, no streams, in use by a player that reports no stream')
  const asked = app.post('/provision/acestream')
  await app.advance(1000)
  assert.equal((await asked).json<{ container_id: string }>().container_id, other.container_id)
  await app.stop()

  const after = await anApp(t, counter.outside, {
    MIN_REPLICAS: '1',
    MIN_FREE_REPLICAS: '0',
    IDLE_TTL_S: '0',
  })
  await after.advance(10 * 60_000)
  assert.deepEqual(
    (await after.engines()).map(({ container_id }) => container_id),
    [watched.container_id],
  )
})
