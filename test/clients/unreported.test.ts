/**
 * The original acexy and HTTPAceProxy read an engine directly and report nothing. What remains to be seen of them is the
 * engine's network: media comes in from the swarm and goes out to the reader.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'

const MEDIA_BYTES_PER_SECOND = 1_000_000

/** The outside, where engines in `read` relay media and the others are quiet. */
function withCounters(outside: Outside, read: ReadonlySet<string>): Outside {
  const bytes = (id: string) =>
    read.has(id) ? (outside.clock.elapsedMs() / 1000) * MEDIA_BYTES_PER_SECOND : 0
  const stats: Outside['edges']['runtime']['stats'] = async (id) => ({
    cpuPercent: 1,
    memoryBytes: 1,
    rxBytes: bytes(id),
    txBytes: bytes(id),
    readers: null,
  })
  return { ...outside, edges: { ...outside.edges, runtime: { ...outside.edges.runtime, stats } } }
}

test('an engine that one of them reads for half an hour stays, though fewer are wanted', async (t) => {
  const read = new Set<string>()
  const app = await anApp(t, withCounters(anOutside(t), read), { IDLE_TTL_S: '60' })
  await app.post('/scale/3')
  await app.advance(30_000)
  const [first, ...others] = await app.engines()
  assert.ok(first && others.length === 2)
  const newest = [first, ...others].at(-1)
  assert.ok(newest)
  for (const id of [first.container_id, newest.container_id]) read.add(id)
  await app.advance(30_000)
  await app.del('/scale')
  await app.advance(1_800_000)
  const left = await app.engines()
  for (const id of read)
    assert.ok(
      left.some(({ container_id }) => container_id === id),
      'a viewer was cut',
    )
  assert.equal((await app.engineOf(first.container_id)).unreported_use, true)
})
