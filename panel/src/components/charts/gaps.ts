import type { StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import { megabytesPerSecond, timeOf } from '../../i18n/format.ts'

export interface Point {
  readonly x: number
  readonly y: number | null
  /** The least and the most of what this average is made of. */
  readonly spread?: readonly [least: number, most: number]
  /** Shown for this point instead of its value. */
  readonly note?: string
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/**
 * Puts an empty point wherever two readings lie further apart than three usual steps, so that a chart draws a gap
 * as a gap. A missing value within a series is a gap by itself.
 */
export function withGaps(points: readonly Point[], leastStepMs = 1_000): Point[] {
  const steps = points.slice(1).map((point, index) => point.x - (points[index]?.x ?? point.x))
  const limitMs = 3 * Math.max(leastStepMs, median(steps))
  const out: Point[] = []
  for (const point of points) {
    const before = out.at(-1)
    if (before !== undefined && point.x - before.x > limitMs) out.push({ x: before.x + 1, y: null })
    out.push(point)
  }
  return out
}

export type SampleField = 'peers' | 'speed_down' | 'speed_up'

/** One field of the readings as chart points: speeds in MB/s, peers as they are. */
export function series(samples: readonly StreamStatSnapshot[], field: SampleField): Point[] {
  const points = samples.flatMap((sample) => {
    const x = timeOf(sample.ts)
    if (x === null) return []
    const [y, least, most] = [sample, sample.min, sample.max].map((of) => shown(of?.[field] ?? null, field))
    return least == null || most == null || least === most
      ? [{ x, y: y ?? null }]
      : [{ x, y: y ?? null, spread: [least, most] as const }]
  })
  return withGaps(points)
}

const shown = (value: number | null, field: SampleField): number | null =>
  value === null || field === 'peers' ? value : megabytesPerSecond(value)

/** The fetched history with what came in live since, without a reading twice. */
export function joinSamples(
  history: readonly StreamStatSnapshot[],
  live: readonly StreamStatSnapshot[],
  fromMs: number,
): StreamStatSnapshot[] {
  const last = timeOf(history.at(-1)?.ts ?? null) ?? Number.NEGATIVE_INFINITY
  const newer = live.filter((sample) => (timeOf(sample.ts) ?? 0) > last)
  return [...history, ...newer].filter((sample) => (timeOf(sample.ts) ?? 0) >= fromMs)
}
