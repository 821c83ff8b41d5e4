import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSchedule } from './schedule.ts'

test('streams found at the start are spread over the interval', () => {
  const schedule = createSchedule(() => 1000)
  const due = ['a', 'b', 'c', 'd'].map((id) => schedule.planOf(id, 5000).dueAtMs)
  assert.ok(due.every((ms) => ms > 5000 && ms <= 6000))
  const sorted = due.toSorted((a, b) => a - b)
  assert.ok(sorted.every((ms, index) => index === 0 || ms - (sorted[index - 1] ?? 0) > 100))
})

test('a stream that begins later is read at once', () => {
  const schedule = createSchedule(() => 1000)
  schedule.planOf('found', 5000)
  schedule.endFirstPass()
  assert.deepEqual(
    { ...schedule.planOf('new', 7300), offset: 0 },
    { dueAtMs: 7300, offset: 0, watchedSinceMs: 7300, underWay: false },
  )
})

test('a stream keeps its plan until it is forgotten', () => {
  const schedule = createSchedule(() => 1000)
  const plan = schedule.planOf('a', 5000)
  assert.equal(schedule.planOf('a', 9000), plan)
  schedule.forget('a')
  assert.equal(schedule.planOf('a', 9000).watchedSinceMs, 9000)
})

test('a shorter interval counts immediately, a longer one from the next reading on', () => {
  let intervalMs = 3_600_000
  const schedule = createSchedule(() => intervalMs)
  const plan = schedule.planOf('a', 0)
  plan.dueAtMs = 3_600_000
  intervalMs = 1000
  schedule.hurry(5000)
  assert.equal(plan.dueAtMs, 6000)
  intervalMs = 10_000
  schedule.hurry(5000)
  assert.equal(plan.dueAtMs, 6000)
})
