import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nextSlot, offsetOf, periodOf, slotAfter } from './pace.ts'

const moment = fc.double({ min: 0, max: 1e9, noNaN: true })
const offset = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

test('the next slot lies within one period, and lateness within a period never moves it', () => {
  fc.assert(
    fc.property(moment, offset, (afterMs, place) => {
      const slot = nextSlot(afterMs, 5000, place)
      assert.ok(slot > afterMs - 1e-3 && slot <= afterMs + 5000 + 1e-3)
    }),
  )
  const slot = nextSlot(12_345, 5000, 0.3)
  for (const lateMs of [0, 1, 50, 400]) assert.equal(slotAfter(slot + lateMs, 5000, 0.3), slot + 5000)
})

test('five hundred streams are spread evenly: no tenth of a second gets more than its share and a few', () => {
  const perTick = new Array<number>(50).fill(0)
  for (let n = 0; n < 500; n++) {
    const tick = Math.floor(offsetOf(n) * 50)
    perTick[tick] = (perTick[tick] ?? 0) + 1
  }
  assert.ok(Math.max(...perTick) <= 12, `${Math.max(...perTick)} in one tick`)
  assert.ok(Math.min(...perTick) >= 8, `${Math.min(...perTick)} in one tick`)
})

test('a starting stream is read every second for its first minute', () => {
  assert.equal(periodOf(true, 0, { intervalMs: 5000 }), 1000)
  assert.equal(periodOf(true, 59_999, { intervalMs: 5000 }), 1000)
  assert.equal(periodOf(true, 60_000, { intervalMs: 5000 }), 5000)
  assert.equal(periodOf(false, 0, { intervalMs: 5000 }), 5000)
  assert.equal(periodOf(true, 0, { intervalMs: 500 }), 500)
})
