import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aNode, anEngine, inWorld } from '@acestream-orchestrator/testing/builders/world'
import { createRepairs } from './repairs.ts'

const engines = [1, 2, 3].map((number) => inWorld(anEngine({ number, vpn: 'gluetun' })))
const [one = '', two = '', three = ''] = engines.map(({ engine }) => engine.id)

function some() {
  let nowMs = 0
  const repairs = createRepairs(() => nowMs)
  const allowed = (startedAtMs: number) => [
    ...repairs.allowed(engines, { configured: true, nodes: [aNode({ startedAtMs })] }),
  ]
  return {
    repairs,
    allowed,
    spend: (id: string, startedAtMs: number) => repairs.spend(id, aNode({ startedAtMs })),
    wait: (ms: number) => (nowMs += ms),
  }
}

test('every engine of one event is repaired, one after the other, a flapping VPN’s only at times', () => {
  const { allowed, spend, wait } = some()
  for (const id of [one, two, three]) spend(id, 1)
  assert.deepEqual(allowed(1), [one, two, three])
  spend(one, 2)
  assert.deepEqual(allowed(2), [two, three])
  assert.deepEqual(allowed(3), [])
  wait(60_000)
  assert.deepEqual(allowed(3), [one, two, three])
})

test('an engine that a repair does not help is left alone for a while, the others are not', () => {
  const { repairs, allowed, spend } = some()
  spend(one, 1)
  spend(one, 1)
  assert.deepEqual(allowed(1), [two, three])
  repairs.forget(one)
  assert.deepEqual(allowed(1), [one, two, three])
})

test('an engine of no VPN, or of one that is not configured, is nobody’s to repair', () => {
  const { repairs } = some()
  const others = [inWorld(anEngine()), inWorld(anEngine({ number: 2, vpn: 'other' }))]
  assert.equal(repairs.allowed(others, { configured: true, nodes: [aNode()] }).size, 0)
})
