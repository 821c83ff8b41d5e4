import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import type { EngineMemory } from '../ports.ts'
import { createMemories } from './memories.ts'

function aStore() {
  const rows = new Map<string, EngineMemory>()
  const store = {
    remember: (row: EngineMemory) => void rows.set(row.engineId, row),
    forget: (id: string) => void rows.delete(id),
  }
  return { rows, memories: createMemories(store) }
}

const engine = anEngine({}, { restarts: 3, lastStreamUsageMs: 7 })

test('nothing is stored before what was stored has been read', () => {
  const { rows, memories } = aStore()
  memories.remember(engine)
  assert.equal(rows.size, 0)
  assert.ok(memories.recall([]))
  memories.remember(engine)
  assert.deepEqual(rows.get(engine.id), {
    engineId: engine.id,
    firstSeenMs: engine.firstSeenMs,
    lastStreamUsageMs: 7,
    handedOutAtMs: null,
    restarts: 3,
  })
})

test('a second recall changes nothing', () => {
  const { memories } = aStore()
  const row = { engineId: 'a', firstSeenMs: 1, lastStreamUsageMs: null, handedOutAtMs: null, restarts: 1 }
  assert.ok(memories.recall([row]))
  assert.ok(!memories.recall([{ ...row, restarts: 9 }]))
  assert.equal(memories.of('a')?.restarts, 1)
})

test('an external engine is not remembered here, and a forgotten one is forgotten in the store', () => {
  const { rows, memories } = aStore()
  memories.recall([])
  memories.remember({ ...engine, container: null })
  assert.equal(rows.size, 0)
  memories.remember(engine)
  memories.forget(engine.id)
  assert.equal(rows.size, 0)
  assert.equal(memories.of(engine.id), undefined)
})
