import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createCondition } from './condition.ts'

const FULL = { code: 'store_disk_full', file: 'DATA_DIR/x', sqliteCode: 13 } as const
const LOCKED = { code: 'store_locked', file: 'DATA_DIR/x', sqliteCode: 5 } as const

function aCondition() {
  const clock = manualClock()
  let changes = 0
  const condition = createCondition(clock, () => changes++)
  return { clock, condition, changes: () => changes }
}

test('a store is not usable before it was opened', () => {
  const { condition } = aCondition()
  assert.deepEqual([condition.isWell(), condition.reason()], [false, { code: 'store_not_open' }])
})

test('the same reason decoded again is no change', () => {
  const { condition, changes } = aCondition()
  condition.set(FULL)
  condition.set({ ...FULL })
  condition.set(null)
  condition.set(null)
  assert.equal(changes(), 2)
})

test('another reason for the same trouble keeps its age; recovering and failing again start a new one', async () => {
  const { clock, condition, changes } = aCondition()
  const beganMs = condition.sinceMs()
  await clock.advance(1000)
  condition.set(FULL)
  condition.set(LOCKED)
  assert.deepEqual([condition.sinceMs(), changes()], [beganMs, 2])
  condition.set(null)
  assert.equal(condition.sinceMs(), beganMs + 1000)
  await clock.advance(500)
  condition.set(FULL)
  assert.equal(condition.sinceMs(), beganMs + 1500)
})
