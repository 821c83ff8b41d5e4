import type { HistoryMetric, HistorySeries, HistoryWindow } from '@acestream-orchestrator/contract/status'
import type { FleetBucket, FleetFigures } from '../../../history/sample.ts'
import { iso } from '../time.ts'

export interface Span {
  readonly sinceMs: number
  readonly untilMs: number
  readonly stepMs: number
}

const SECOND_MS = 1000
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

type Line = readonly [name: string, value: (figures: FleetFigures) => number | null]

const LINES: { readonly [M in HistoryMetric]: readonly Line[] } = {
  streams: [
    ['active', (figures) => figures.streamsActive],
    ['stalled', (figures) => figures.streamsStalled],
  ],
  viewers: [['viewers', (figures) => figures.viewers]],
  engines: [
    ['healthy', (figures) => figures.enginesHealthy],
    ['unhealthy', (figures) => figures.enginesUnhealthy],
    ['unknown', (figures) => figures.enginesUnknown],
  ],
  speed: [
    ['down', (figures) => figures.speedDown],
    ['up', (figures) => figures.speedUp],
  ],
}

/** Whole steps, so that two who ask in one step see the same points. */
export function spanOf(window: HistoryWindow, nowMs: number): Span {
  const { lengthMs, stepMs } = WINDOWS[window]
  const untilMs = Math.ceil(nowMs / stepMs) * stepMs
  return { sinceMs: untilMs - lengthMs, untilMs, stepMs }
}

/** Steps that people can name. */
const STEPS = [
  10 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  7 * DAY_MS,
]
const USUAL_POINTS = 300
/** The oldest that is kept at all, and the shortest step at which it is kept. */
const LONGEST_MS = 366 * DAY_MS
const KEPT: readonly (readonly [ageMs: number, stepMs: number])[] = [
  [DAY_MS, 10 * SECOND_MS],
  [31 * DAY_MS, MINUTE_MS],
  [LONGEST_MS, HOUR_MS],
]

export interface Range {
  readonly sinceMs?: number | undefined
  readonly untilMs?: number | undefined
  readonly points?: number | undefined
}

/** Any range, as finely as all of it is kept and as the points asked for can show. An end before its beginning is empty. */
export function rangeOf({ sinceMs, untilMs, points = USUAL_POINTS }: Range, nowMs: number): Span {
  const endMs = Math.min(untilMs ?? nowMs, nowMs)
  const beginMs = Math.max(sinceMs ?? endMs - HOUR_MS, nowMs - LONGEST_MS)
  const keptMs = KEPT.find(([ageMs]) => nowMs - beginMs <= ageMs)?.[1] ?? HOUR_MS
  const neededMs = Math.max((endMs - beginMs) / points, keptMs)
  const stepMs = STEPS.find((each) => each >= neededMs) ?? 7 * DAY_MS
  const firstMs = Math.floor(beginMs / stepMs) * stepMs
  return { sinceMs: firstMs, untilMs: Math.max(firstMs, Math.ceil(endMs / stepMs) * stepMs), stepMs }
}

/** One value per step; a step in which nothing was recorded is null, so that a chart shows the gap. */
export function fleetSeries(
  metric: HistoryMetric,
  window: HistoryWindow | null,
  { sinceMs, untilMs, stepMs }: Span,
  buckets: readonly FleetBucket[],
): HistorySeries {
  const byStep = new Map(buckets.map((bucket) => [Math.floor((bucket.atMs - sinceMs) / stepMs), bucket]))
  const steps = Array.from({ length: Math.round((untilMs - sinceMs) / stepMs) }, (_, step) => step)
  const lines = (figures: (bucket: FleetBucket) => FleetFigures) =>
    Object.fromEntries(
      LINES[metric].map(([name, value]): [string, (number | null)[]] => [
        name,
        steps.map((step) => {
          const bucket = byStep.get(step)
          return bucket ? value(figures(bucket)) : null
        }),
      ]),
    )
  return {
    metric,
    window,
    step_s: stepMs / 1000,
    ts: steps.map((step) => iso(sinceMs + step * stepMs)),
    series: lines((bucket) => bucket),
    min: lines(({ least }) => least),
    max: lines(({ most }) => most),
  }
}
