import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHECK_SLOTS, checkPaths } from './check-paths.ts'

const TS = '2026-11-22T20:00:00Z'
const count = (path: string) => path.split('M').length - 1

test('checks stand at the right, places without one at the left', () => {
  const { unknown, good, missed } = checkPaths([
    { ts: TS, ms: 20, reason: null },
    { ts: TS, ms: null, reason: 'no answer' },
  ])
  assert.equal(count(unknown), CHECK_SLOTS - 2)
  assert.ok(unknown.startsWith('M0.5 20v-4'))
  assert.match(good, /^M38\.5 20v-\d+$/)
  assert.equal(missed, 'M39.5 20v-20')
})

test('slower is taller, up to the whole height; a miss has notches too', () => {
  const heightOf = (ms: number | null) =>
    Number(checkPaths([{ ts: TS, ms, reason: null }]).good.split('v-')[1])
  assert.equal(heightOf(0), 6)
  assert.ok(heightOf(40) > heightOf(0) && heightOf(200) > heightOf(40))
  assert.equal(heightOf(9_000), 20)
  assert.equal(heightOf(null), 20)
  assert.equal(checkPaths([{ ts: TS, ms: 5, reason: null }]).notches, '')
  assert.equal(checkPaths([{ ts: TS, ms: null, reason: 'x' }]).notches, 'M39.5 0v2M39.5 20v-2')
})
