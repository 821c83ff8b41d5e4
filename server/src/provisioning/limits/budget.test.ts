import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBudget } from './budget.ts'

function aBudget() {
  let nowMs = 0
  const budget = createBudget(
    () => nowMs,
    () => ({ most: 2, windowMs: 60_000 }),
  )
  return { budget, wait: (ms: number) => (nowMs += ms) }
}

test('what was spent comes back when it leaves the window', () => {
  const { budget, wait } = aBudget()
  budget.spend('a')
  wait(30_000)
  budget.spend('a')
  assert.equal(budget.left('a'), 0)
  assert.equal(budget.left('b'), 2)
  wait(30_000)
  assert.equal(budget.left('a'), 1)
})

test('what belongs to one occasion counts once, and goes on when the budget is used up', () => {
  const { budget, wait } = aBudget()
  budget.spend('vpn', 'first run')
  budget.spend('vpn', 'first run')
  assert.equal(budget.left('vpn'), 1)
  wait(1000)
  budget.spend('vpn', 'second run')
  assert.equal(budget.left('vpn'), 0)
  assert.ok(budget.allows('vpn', 'first run'))
  assert.ok(budget.allows('vpn', 'second run'))
  assert.ok(!budget.allows('vpn', 'third run'))
  wait(59_000)
  assert.ok(budget.allows('vpn', 'third run'))
})
