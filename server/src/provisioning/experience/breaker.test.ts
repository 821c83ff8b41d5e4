import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import {
  afterCreationFailed,
  afterReady,
  afterRevival,
  afterRuntimeLost,
  afterYoungDeath,
  type BreakerRecord,
  breakerAt,
  CLOSED,
} from './breaker.ts'

const NO_FILE = verbatim('no such file')

function after(count: number, kind: 'creation' | 'young_death', nowMs = 0, from = CLOSED): BreakerRecord {
  return Array.from({ length: count }).reduce<BreakerRecord>(
    (record, _, number) =>
      kind === 'creation'
        ? afterCreationFailed(record, NO_FILE, nowMs)
        : afterYoungDeath(record, `e${number} at ${nowMs}`, NO_FILE, nowMs),
    from,
  )
}

test('two failed creations leave it closed, the third opens it for 10 s with the reason', () => {
  assert.equal(breakerAt(after(2, 'creation'), 0).state, 'closed')
  assert.deepEqual(breakerAt(after(3, 'creation'), 0), { state: 'open', reason: NO_FILE, endsInS: 10 })
})

test('after its pause it is half open, and a failure then doubles the pause', () => {
  const opened = after(3, 'creation')
  assert.equal(breakerAt(opened, 10_000).state, 'half_open')
  assert.equal(breakerAt(afterCreationFailed(opened, NO_FILE, 10_000), 10_000).endsInS, 20)
})

test('the pause never grows beyond five minutes', () => {
  let record = CLOSED
  let now = 0
  for (let i = 0; i < 30; i++) {
    record = afterCreationFailed(record, NO_FILE, now)
    now = record.openUntilMs ?? now
  }
  assert.equal(breakerAt(record, now - 1).endsInS, 1)
  assert.equal((record.openUntilMs ?? 0) - now, 0)
  assert.ok(breakerAt(afterCreationFailed(record, NO_FILE, now), now).endsInS === 300)
})

test('an engine that answers closes it', () => {
  assert.equal(breakerAt(afterReady(after(3, 'creation')), 0).state, 'closed')
})

test('engines that die young open it, and one that answers does not close it', () => {
  const looping = after(5, 'young_death')
  assert.equal(breakerAt(looping, 0).state, 'open')
  assert.equal(breakerAt(afterReady(looping), 0).state, 'open')
})

test('deaths shortly before the runtime went away are forgotten, older ones are not', () => {
  const looping = after(5, 'young_death', 1000)
  assert.deepEqual(afterRuntimeLost(looping, 3000), { ...CLOSED, reason: NO_FILE })
  assert.equal(breakerAt(afterRuntimeLost(looping, 60_000), 5000).state, 'open')
  const older = after(4, 'young_death', 1000)
  const both = after(1, 'young_death', 40_000, older)
  assert.deepEqual(afterRuntimeLost(both, 41_000).youngDeaths, older.youngDeaths)
})

test('what deaths shortly before the runtime went away have opened again is half open as before', () => {
  const looping = after(5, 'young_death')
  const opened = after(3, 'young_death', 20_000, looping)
  assert.equal(breakerAt(opened, 21_000).endsInS, 19)
  assert.deepEqual(afterRuntimeLost(opened, 21_000), looping)
  assert.equal(breakerAt(afterRuntimeLost(opened, 21_000), 21_000).state, 'half_open')
})

test('failed creations keep it open when the runtime goes away', () => {
  const failing = after(1, 'young_death', 0, after(3, 'creation'))
  assert.equal(breakerAt(afterRuntimeLost(failing, 10), 10).state, 'open')
})

test('a crash loop is not forgiven by the answers between the crashes', () => {
  let record = CLOSED
  for (let i = 0; i < 5; i++) record = afterYoungDeath(afterReady(record), `e${i}`, NO_FILE, i)
  assert.equal(breakerAt(record, 5).state, 'open')
})

test('a death counts once, and not at all once the engine is back', () => {
  let record = CLOSED
  for (let seen = 0; seen < 5; seen++) record = afterYoungDeath(record, 'e1', NO_FILE, seen)
  assert.equal(breakerAt(record, 5).state, 'closed')
  const looping = after(4, 'young_death', 0, record)
  assert.equal(breakerAt(looping, 5).state, 'open')
  assert.equal(breakerAt(afterRevival(looping, 'e1'), 5).state, 'closed')
  assert.equal(afterRevival(looping, 'another'), looping)
})
