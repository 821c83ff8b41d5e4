import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HistoryWindow } from '@acestream-orchestrator/contract/status'
import type { FleetSample } from '../../history/sample.ts'
import { fleetSeries, spanOf } from './fleet-series.ts'

const NOW = Date.UTC(2026, 0, 1, 12, 0, 7)

function aSample(atMs: number, change: Partial<FleetSample> = {}): FleetSample {
  return {
    atMs,
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
