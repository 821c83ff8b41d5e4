import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HistoryWindow } from '@acestream-orchestrator/contract/status'
import type { FleetBucket, FleetFigures } from '../../../history/sample.ts'
import { fleetSeries, rangeOf, spanOf } from './fleet-series.ts'

const NOW = Date.UTC(2026, 0, 1, 12, 0, 7)

function aSample(atMs: number, change: Partial<FleetFigures> = {}): FleetBucket {
  const figures = {
    streamsActive: 1,
    streamsStalled: 0,
    viewers: null,
    enginesHealthy: 2,
    enginesUnhealthy: 1,
    enginesUnknown: 0,
    speedDown: 100,
    speedUp: 10,
    ...change,
  }
  return { atMs, ...figures, least: { ...figures, speedDown: 0 }, most: { ...figures, speedDown: 900 } }
}

for (const { const: window } of HistoryWindow.anyOf) {
  test(`a window of ${window} has a few hundred whole steps at most and reaches the present`, () => {
    const { sinceMs, untilMs, stepMs } = spanOf(window, NOW)
    const steps = (untilMs - sinceMs) / stepMs
    assert.ok(Number.isInteger(steps) && steps >= 30 && steps <= 400)
    assert.equal(sinceMs % stepMs, 0)
    assert.ok(untilMs >= NOW && untilMs - NOW < stepMs)
  })
}

test('each value belongs to its step, and a step without samples is null in every line', () => {
  const span = spanOf('5m', NOW)
  const samples = [aSample(span.sinceMs), aSample(span.sinceMs + 20_000, { enginesUnhealthy: 0 })]
  const { series, ts, step_s } = fleetSeries('engines', '5m', span, samples)
  assert.equal(step_s, 10)
  assert.equal(ts.length, 30)
  assert.equal(ts[0], new Date(span.sinceMs).toISOString())
  assert.deepEqual(series['unhealthy']?.slice(0, 4), [1, null, 0, null])
  assert.deepEqual(Object.keys(series), ['healthy', 'unhealthy', 'unknown'])
})

test('viewers nobody counted are unknown, not none', () => {
  const span = spanOf('1h', NOW)
  const { series } = fleetSeries('viewers', '1h', span, [aSample(span.sinceMs)])
  assert.equal(series['viewers']?.[0], null)
})

test('beside each average stand the extremes it hides', () => {
  const span = spanOf('1h', NOW)
  const { series, min, max } = fleetSeries('speed', '1h', span, [aSample(span.sinceMs)])
  assert.deepEqual([min?.['down']?.[0], series['down']?.[0], max?.['down']?.[0]], [0, 100, 900])
  assert.equal(max?.['down']?.[1], null)
})

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const RANGES: readonly (readonly [
  what: string,
  fromMs: number,
  toMs: number,
  points: number,
  stepMs: number,
])[] = [
  ['five minutes', 5 * MINUTE_MS, 0, 300, 10_000],
  ['yesterday evening', 20 * HOUR_MS, 16 * HOUR_MS, 300, MINUTE_MS],
  ['an hour of last week', 7 * DAY_MS, 7 * DAY_MS - HOUR_MS, 300, MINUTE_MS],
  ['an hour of two months ago', 60 * DAY_MS, 60 * DAY_MS - HOUR_MS, 300, HOUR_MS],
  ['a year', 365 * DAY_MS, 0, 300, 2 * DAY_MS],
  ['a day in few points', DAY_MS, 0, 24, HOUR_MS],
]

for (const [what, fromMs, toMs, points, stepMs] of RANGES)
  test(`${what} comes in steps of ${stepMs / 1000} s: as fine as it is kept and can be shown`, () => {
    const span = rangeOf({ sinceMs: NOW - fromMs, untilMs: NOW - toMs, points }, NOW)
    assert.equal(span.stepMs, stepMs)
    assert.ok(span.sinceMs <= NOW - fromMs && span.untilMs >= NOW - toMs)
    assert.ok((span.untilMs - span.sinceMs) / stepMs <= points + 2)
  })

test('a range beyond what is kept, one in the future and one that ends before it begins are empty or cut', () => {
  assert.ok(NOW - rangeOf({ sinceMs: 0 }, NOW).sinceMs <= 373 * DAY_MS)
  assert.ok(rangeOf({ sinceMs: NOW, untilMs: NOW + DAY_MS }, NOW).untilMs <= NOW + 10_000)
  const { sinceMs, untilMs } = rangeOf({ sinceMs: NOW, untilMs: NOW - DAY_MS }, NOW)
  assert.equal(untilMs, sinceMs)
})
