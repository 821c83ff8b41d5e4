import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ageUnit,
  createFormats,
  formatDuration,
  megabytesPerSecond,
  scaleBytes,
  speedDigits,
  timeOf,
  writeExactNumbers,
} from './format.ts'

test('an engine’s KB/s of 1,024 bytes become MB/s of 1,000,000 bytes', () => {
  assert.equal(megabytesPerSecond(1000), 1.024)
  assert.equal(createFormats('en').speed(1000), '1.02 MB/s')
  assert.equal(createFormats('es').speed(1000), '1,02 MB/s')
})

test('sizes step by thousands and keep one decimal while small', () => {
  assert.deepEqual(scaleBytes(999), { value: 999, unit: 'B', digits: 0 })
  assert.deepEqual(scaleBytes(1000), { value: 1, unit: 'kB', digits: 1 })
  assert.equal(scaleBytes(999_600).unit, 'MB')
  assert.equal(createFormats('en').bytes(148_300_000), '148 MB')
  assert.equal(createFormats('en').bytes(1_250_000), '1.3 MB')
})

test('the precision of a speed falls as it grows', () => {
  assert.deepEqual([0.4, 9.99, 10, 99.9, 100].map(speedDigits), [2, 2, 1, 1, 0])
})

test('a share is never rounded up to all', () => {
  const { percent } = createFormats('en')
  assert.equal(percent(0.9999), '99.9 %')
  assert.equal(percent(1), '100 %')
  assert.equal(percent(0), '0 %')
})

test('a duration has two units at most', () => {
  const cases: [number, string][] = [
    [-5, '0s'],
    [42.9, '42s'],
    [312, '5m 12s'],
    [7_500, '2h 05m'],
    [273_600, '3d 4h'],
  ]
  for (const [seconds, text] of cases) assert.equal(formatDuration(seconds), text)
})

test('an age has one unit and is never negative', () => {
  assert.deepEqual(ageUnit(-60_000), { value: 0, unit: 's' })
  assert.deepEqual(ageUnit(59_999), { value: 59, unit: 's' })
  assert.deepEqual(ageUnit(60_000), { value: 1, unit: 'm' })
  assert.deepEqual(ageUnit(3_600_000), { value: 1, unit: 'h' })
  assert.deepEqual(ageUnit(86_400_000), { value: 1, unit: 'd' })
})

test('a time without zone is UTC, and what is no time is none', () => {
  assert.equal(timeOf('2026-11-22T10:00:00'), Date.UTC(2026, 10, 22, 10))
  assert.equal(timeOf('2026-11-22T10:00:00Z'), Date.UTC(2026, 10, 22, 10))
  assert.equal(timeOf('2026-11-22T12:00:00+02:00'), Date.UTC(2026, 10, 22, 10))
  assert.equal(timeOf('yesterday'), null)
  assert.equal(timeOf(null), null)
})

test('numbers of the first page read as they do afterwards', () => {
  const numbers = [0, 0.31, 1.285, 9.99, 42, 99.94, 999.4, 1234.5, -7]
  const written = () =>
    ['en', 'es'].map((locale) =>
      numbers.map((value) => createFormats(locale).number(value, value < 100 ? 2 : 0)),
    )
  const first = written()
  writeExactNumbers()
  assert.deepEqual(first, written())
})
