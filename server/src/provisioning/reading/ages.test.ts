import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAges } from './ages.ts'

function rig() {
  let nowMs = 1_000_000
  return { ages: createAges(() => nowMs), wait: (ms: number) => (nowMs += ms) }
}

test('a condition is as old as it has held without a break', () => {
  const { ages, wait } = rig()
  assert.equal(ages.age('e1', 'idle', true), 0)
  wait(500)
  assert.equal(ages.age('e1', 'idle', true), 500)
  assert.equal(ages.age('e1', 'idle', false), null)
  assert.equal(ages.age('e1', 'idle', true), 0)
})

test('conditions and subjects have ages of their own', () => {
  const { ages, wait } = rig()
  ages.age('e1', 'idle', true)
  wait(500)
  assert.equal(ages.age('e1', 'unhealthy', true), 0)
  assert.equal(ages.age('e2', 'idle', true), 0)
  assert.equal(ages.age('e1', 'idle', true), 500)
})

test('what records tell counts once, at first sight, and for a day at most', () => {
  const { ages, wait } = rig()
  assert.equal(ages.age('e1', 'idle', true, 60_000), 60_000)
  wait(1000)
  assert.equal(ages.age('e1', 'idle', true, 5), 61_000)
  assert.equal(ages.age('e2', 'idle', true, 30 * 86_400_000), 86_400_000)
  assert.equal(ages.age('e3', 'idle', true, -5000), 0, 'the wall clock was set back')
})

test('a subject that is gone and comes back begins again', () => {
  const { ages, wait } = rig()
  for (const id of ['e1', 'e2']) ages.age(id, 'idle', true)
  wait(500)
  ages.keepOnly(new Set(['e2']))
  assert.deepEqual([ages.age('e1', 'idle', true), ages.age('e2', 'idle', true)], [0, 500])
})

test('a copy goes its own way', () => {
  const { ages, wait } = rig()
  ages.age('e1', 'idle', true)
  const copy = ages.fork()
  wait(500)
  assert.equal(copy.age('e1', 'idle', false), null)
  assert.equal(copy.age('e2', 'idle', true), 0)
  wait(500)
  assert.deepEqual([ages.age('e1', 'idle', true), ages.age('e2', 'idle', true)], [1000, 0])
})
