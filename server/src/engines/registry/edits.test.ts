import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine, anId, someFacts, T0 } from '@acestream-orchestrator/testing/builders/world'
import type { Check, Engine } from '../engine.ts'
import type { EngineMemory } from '../ports.ts'
import { editsOf } from './edits.ts'
import { createEngineTable } from './engine-table.ts'
import { createGenerics } from './generics.ts'
import { createMemories } from './memories.ts'

const NOW = T0 + 60_000

function rig(...engines: readonly Engine[]) {
  const table = createEngineTable()
  const generics = createGenerics()
  const remembered: EngineMemory[] = []
  const memories = createMemories({ remember: (memory) => remembered.push(memory), forget: () => {} })
  memories.recall([])
  for (const engine of engines) table.put(engine)
  const edits = editsOf(table, generics, memories, () => NOW)
  return { edits, table, generics, remembered, get: (id = anId(1)) => table.get(id) }
}

const healthy = { status: 'healthy', failures: 0, sinceMs: T0, reason: null } as const
const silence = { code: 'probe_timeout', timeoutMs: 5000 } as const
const answer = (atMs: number): Check => ({ atMs, latencyMs: 4, reason: null })
const miss = (atMs: number): Check => ({ atMs, latencyMs: null, reason: silence })

describe('a question about the health of an engine', () => {
  const starting = anEngine({}, { readyAtMs: null })

  test('makes it ready with its first answer, and only with that', () => {
    const { edits, get } = rig(starting)
    edits.setHealth(starting.id, { ...healthy, failures: 1 }, miss(T0), null)
    assert.equal(get()?.readyAtMs, null)
    edits.setHealth(starting.id, healthy, answer(T0 + 1), { version: '3.2.3' })
    assert.deepEqual([get()?.readyAtMs, get()?.version, get()?.lastSeenMs], [NOW, '3.2.3', T0 + 1])
    edits.setHealth(starting.id, healthy, answer(T0 + 2), { version: null })
    assert.deepEqual([get()?.readyAtMs, get()?.version], [NOW, '3.2.3'], 'the version stays known')
  })

  test('counts in its uptime and its check bar, unless it is not recorded', () => {
    const { edits, get } = rig(starting)
    edits.setHealth(starting.id, healthy, null, null)
    assert.deepEqual([get()?.checks, get()?.uptime], [[], null])
    edits.setHealth(starting.id, healthy, answer(1), { version: null })
    edits.setHealth(starting.id, healthy, miss(2), null)
    assert.deepEqual(get()?.checks, [answer(1), miss(2)])
    assert.deepEqual(get()?.uptime, { ok: 1, total: 2 })
  })

  test('leaves the last forty checks', () => {
    const { edits, get } = rig(starting)
    for (let n = 1; n <= 41; n++) edits.setHealth(starting.id, healthy, answer(n), { version: null })
    assert.deepEqual([get()?.checks.length, get()?.checks[0], get()?.uptime?.total], [40, answer(2), 41])
  })
})

test('what must survive our restart is remembered, the rest is not', () => {
  const { edits, remembered } = rig(anEngine())
  const id = anId(1)
  edits.setDrain(id, { atMs: T0, isKept: false })
  edits.setUptime(id, { ok: 1, total: 1 })
  assert.equal(remembered.length, 0)
  edits.countRestart(id)
  edits.setHandedOut(id, NOW)
  edits.markUsed(id, NOW)
  assert.deepEqual(
    remembered.map(({ restarts, handedOutAtMs, lastStreamUsageMs }) => [
      restarts,
      handedOutAtMs,
      lastStreamUsageMs,
    ]),
    [
      [1, null, null],
      [1, NOW, null],
      [1, null, NOW],
    ],
    'a hand-out ends with the first stream',
  )
})

test('a removal is kept with the engine, or with the generic container of that id', () => {
  const { edits, generics, get } = rig(anEngine())
  const generic = someFacts({ number: 2 })
  generics.put(generic)
  const removal = { atMs: 1, why: { code: 'removed_by_operator' }, cause: 'operator' } as const
  edits.setRemoval(anId(1), removal)
  edits.setRemoval(generic.id, removal)
  assert.equal(get()?.removal, removal)
  assert.deepEqual([...generics.removals()], [[generic.id, removal]])
  edits.setRemoval(generic.id, null)
  assert.equal(generics.removals().size, 0)
})

test('while the runtime does not answer all are stale but external engines, which it does not know', () => {
  const external = { ...anEngine({ number: 2 }), container: null }
  const { edits, get } = rig(anEngine(), external)
  edits.setStale(true)
  assert.deepEqual([get()?.stale, get(external.id)?.stale], [true, false])
})

test('an edit of an engine that is unknown changes nothing', () => {
  const { edits, table } = rig()
  edits.setHealth('unknown', healthy, answer(1), { version: null })
  edits.countRestart('unknown')
  edits.setRemoval('unknown', null)
  assert.deepEqual(table.list(), [])
})
