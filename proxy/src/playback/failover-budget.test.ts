import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFailoverBudget, FAILOVER_WINDOW_MS, MOST_FAILOVERS } from './failover-budget.ts'

const spent = () => {
  const budget = createFailoverBudget()
  const taken = Array.from({ length: MOST_FAILOVERS }, (_, second) => budget.take(second * 1000))
  assert.ok(taken.every(Boolean))
  return budget
}

test('more failovers than the budget holds are refused', () => {
  assert.equal(spent().take(6000), false)
})

test('those of long ago are forgotten', () => {
  assert.equal(spent().take(FAILOVER_WINDOW_MS + 5000), true)
})

test('one that was refused counts: a content that fails every second is not tried again every five minutes', () => {
  const budget = spent()
  for (let second = 5; second < 400; second++) assert.equal(budget.take(second * 1000), false)
})
