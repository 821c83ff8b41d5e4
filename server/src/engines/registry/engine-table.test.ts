import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import { createEngineTable, type RegistryChange } from './engine-table.ts'

function aTable() {
  const table = createEngineTable()
  const seen: RegistryChange[] = []
  table.changes.on((change) => seen.push(change))
  return { table, seen }
}

const engine = anEngine()

test('a change is emitted with what was before it', () => {
  const { table, seen } = aTable()
  table.put(engine)
  const next = table.patch(engine.id, { restarts: 1 })
  assert.deepEqual(seen, [
    { kind: 'changed', engine, before: null },
    { kind: 'changed', engine: next, before: engine },
  ])
  assert.equal(table.get(engine.id), next)
})

test('an equal value is no change, also a reason that was made again', () => {
  const { table, seen } = aTable()
  table.put({ ...engine, vpnDown: { code: 'vpn_not_connected', vpn: 'gluetun', reason: null } })
  table.patch(engine.id, { vpnDown: { code: 'vpn_not_connected', vpn: 'gluetun', reason: null } })
  assert.equal(seen.length, 1)
})

test('the list is the same array until something changes', () => {
  const { table } = aTable()
  table.put(engine)
  const list = table.list()
  assert.equal(table.list(), list)
  table.patch(engine.id, { restarts: 1 })
  assert.notEqual(table.list(), list)
})

test('one that is dropped is gone once; one that never was can be neither patched nor dropped', () => {
  const { table, seen } = aTable()
  table.put(engine)
  assert.ok(table.drop(engine.id))
  assert.ok(!table.drop(engine.id))
  assert.equal(table.patch(engine.id, { restarts: 1 }), undefined)
  assert.deepEqual(seen.at(-1), { kind: 'gone', engine })
  assert.deepEqual(table.list(), [])
})
