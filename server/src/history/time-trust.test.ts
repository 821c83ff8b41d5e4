import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type TimeTrust, trustTime } from './time-trust.ts'

const HOUR_MS = 3_600_000
const NOW = Date.UTC(2026, 5, 1)
const trusted: TimeTrust = { trustedMs: NOW, doubtedForMs: 0 }

test('time that passes is trusted', () => {
  assert.deepEqual(trustTime(undefined, NOW, 0), trusted)
  assert.deepEqual(trustTime(trusted, NOW + 60_000, 60_000), { trustedMs: NOW + 60_000, doubtedForMs: 0 })
})

test('a leap ahead counts only as the time really spent', () => {
  const leapt = trustTime(trusted, NOW + 9_000 * HOUR_MS, 60_000)
  assert.deepEqual(leapt, { trustedMs: NOW + 60_000, doubtedForMs: 60_000 })
  assert.deepEqual(trustTime(leapt, NOW + 120_000, 60_000), { trustedMs: NOW + 120_000, doubtedForMs: 0 })
})

test('a leap that lasted a day of running is believed, restarts between included', () => {
  let trust = trusted
  const leap = 9_000 * HOUR_MS
  for (let hour = 1; hour < 24; hour++) {
    trust = trustTime(trust, NOW + leap + hour * HOUR_MS, HOUR_MS)
    assert.equal(trust.trustedMs, NOW + hour * HOUR_MS)
  }
  assert.equal(trustTime(trust, NOW + leap + 24 * HOUR_MS, HOUR_MS).trustedMs, NOW + leap + 24 * HOUR_MS)
})

test('a clock set back is followed at once, as it only keeps more', () => {
  assert.deepEqual(trustTime(trusted, NOW - 9_000 * HOUR_MS, 60_000), {
    trustedMs: NOW - 9_000 * HOUR_MS,
    doubtedForMs: 0,
  })
})

test('whatever the clock does within a day, trusted time is never much further than the time that passed', () => {
  const move = fc.record({
    elapsedMs: fc.integer({ min: 0, max: HOUR_MS }),
    leapMs: fc.integer({ min: -20_000 * HOUR_MS, max: 20_000 * HOUR_MS }),
  })
  fc.assert(
    fc.property(fc.array(move, { maxLength: 20 }), (moves) => {
      let trust = trusted
      let elapsed = 0
      for (const { elapsedMs, leapMs } of moves) {
        elapsed += elapsedMs
        trust = trustTime(trust, NOW + elapsed + leapMs, elapsedMs)
        assert.ok(trust.trustedMs <= NOW + elapsed + leapMs, 'never ahead of the clock')
        assert.ok(trust.trustedMs <= NOW + elapsed + moves.length * HOUR_MS)
      }
    }),
  )
})
