import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeTicks } from './chart-ticks.ts'

const HOUR = 3_600_000

test('ticks fall on round local times and are not too many', () => {
  const from = Date.UTC(2026, 10, 22, 10, 7)
  const ticks = timeTicks(from, from + HOUR, 8, 0)
  assert.deepEqual(
    ticks.map((tick) => new Date(tick).getUTCMinutes()),
    [10, 20, 30, 40, 50, 0],
  )
})

test('in a zone of half an hour, whole hours are local ones', () => {
  const from = Date.UTC(2026, 10, 22, 0, 0)
  const [first] = timeTicks(from, from + 6 * HOUR, 8, 5.5 * HOUR)
  assert.equal(new Date(first ?? 0).getUTCMinutes(), 30)
})
