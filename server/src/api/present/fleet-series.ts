import type { HistoryMetric, HistorySeries, HistoryWindow } from '@acestream-orchestrator/contract/status'
import type { FleetSample } from '../../history/sample.ts'
import { iso } from './time.ts'

export interface Span {
  readonly sinceMs: number
  readonly untilMs: number
  readonly stepMs: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A few hundred points each: what a chart can show. */
const WINDOWS: { readonly [W in HistoryWindow]: { readonly lengthMs: number; readonly stepMs: number } } = {
  '5m': { lengthMs: 5 * MINUTE_MS, stepMs: 10_000 },
  '1h': { lengthMs: HOUR_MS, stepMs: 30_000 },
  '6h': { lengthMs: 6 * HOUR_MS, stepMs: 2 * MINUTE_MS },
  '24h': { lengthMs: DAY_MS, stepMs: 5 * MINUTE_MS },
  '7d': { lengthMs: 7 * DAY_MS, stepMs: 30 * MINUTE_MS },
  '30d': { lengthMs: 30 * DAY_MS, stepMs: 2 * HOUR_MS },
}

type Line = readonly [name: string, value: (sample: FleetSample) => number | null]

const LINES: { readonly [M in HistoryMetric]: readonly Line[] } = {
  streams: [
    ['active', (sample) => sample.streamsActive],
    ['stalled', (sample) => sample.streamsStalled],
  ],
  viewers: [['viewers', (sample) => sample.viewers]],
  engines: [
    ['healthy', (sample) => sample.enginesHealthy],
    ['unhealthy', (sample) => sample.enginesUnhealthy],
    ['unknown', (sample) => sample.enginesUnknown],
  ],
  speed: [
    ['down', (sample) => sample.speedDown],
    ['up', (sample) => sample.speedUp],
  ],
}

/** Whole steps, so that two who ask in one step see the same points. */
export function spanOf(window: HistoryWindow, nowMs: number): Span {
  const { lengthMs, stepMs } = WINDOWS[window]
  const untilMs = Math.ceil(nowMs / stepMs) * stepMs
  return { sinceMs: untilMs - lengthMs, untilMs, stepMs }
}

/** One value per step; a step in which nothing was recorded is null, so that a chart shows the gap. */
export function fleetSeries(
  metric: HistoryMetric,
  window: HistoryWindow,
  { sinceMs, untilMs, stepMs }: Span,
  samples: readonly FleetSample[],
): HistorySeries {
  const byStep = new Map(samples.map((sample) => [Math.floor((sample.atMs - sinceMs) / stepMs), sample]))
  const steps = Array.from({ length: Math.round((untilMs - sinceMs) / stepMs) }, (_, step) => step)
  const series = LINES[metric].map(([name, value]): [string, (number | null)[]] => [
    name,
    steps.map((step) => {
      const sample = byStep.get(step)
      return sample ? value(sample) : null
    }),
  ])
  return {
    metric,
    window,
    step_s: stepMs / 1000,
    ts: steps.map((step) => iso(sinceMs + step * stepMs)),
    series: Object.fromEntries(series),
  }
}
