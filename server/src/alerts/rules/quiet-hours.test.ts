import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isQuiet, isTimeZone, type QuietHours, readTimeOfDay, timeOfDay } from './quiet-hours.ts'

const night: QuietHours = { from: 1380, to: 420, timeZone: 'Europe/Madrid', exceptCritical: false }

/** Madrid is one hour ahead of UTC in winter and two in summer. */
const MOMENTS: readonly (readonly [atUtc: string, hours: QuietHours, quiet: boolean])[] = [
  ['2026-01-10T21:59:59Z', night, false],
  ['2026-01-10T22:00:00Z', night, true],
  ['2026-01-11T02:00:00Z', night, true],
  ['2026-01-11T05:59:59Z', night, true],
  ['2026-01-11T06:00:00Z', night, false],
  ['2026-07-10T20:59:59Z', night, false],
  ['2026-07-10T21:00:00Z', night, true],
  ['2026-07-11T05:00:00Z', night, false],
  ['2026-01-10T12:30:00Z', { ...night, from: 780, to: 840, timeZone: 'UTC' }, false],
  ['2026-01-10T13:30:00Z', { ...night, from: 780, to: 840, timeZone: 'UTC' }, true],
  ['2026-01-10T14:00:00Z', { ...night, from: 780, to: 840, timeZone: 'UTC' }, false],
  ['2026-01-10T14:00:00Z', { ...night, from: 600, to: 600, timeZone: 'UTC' }, true],
]

for (const [atUtc, hours, quiet] of MOMENTS)
  test(`${atUtc} is ${quiet ? '' : 'not '}between ${timeOfDay(hours.from)} and ${timeOfDay(hours.to)} in ${hours.timeZone}`, () =>
    assert.equal(isQuiet(hours, Date.parse(atUtc)), quiet))

test('times of day as people write them', () => {
  assert.deepEqual(['22:30', '7:05', '00:00', '24:00', '7', '07:60', ''].map(readTimeOfDay), [
    1350,
    425,
    0,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  assert.equal(timeOfDay(425), '07:05')
})

test('time zones that this machine knows', () => {
  assert.deepEqual(['Europe/Madrid', 'UTC', 'Madrid', ''].map(isTimeZone), [true, true, false, false])
})
