import type { Sample, SampleFigures } from './sample.ts'

export interface Window {
  readonly sinceMs: number
  readonly untilMs: number
  /** At most so many points. */
  readonly limit: number
}

/** Averages are kept to this many decimals: what is below is noise, and packs badly. */
const DECIMALS = 100
const SHORTEST_STEP_MS = 1_000

/**
 * Averages samples (oldest first) into equal steps that begin at multiples of `stepMs`, so that the same sample falls
 * into the same step whenever it is asked for. Each point bears its step's beginning; a step without samples is
 * absent: a gap stays a gap. Running totals and the status are the last known of the step, not an average.
 */
export function intoSteps(samples: readonly Sample[], stepMs: number, join: Join = averageOf): Sample[] {
  const steps: Sample[] = []
  let from = 0
  for (let to = 1; to <= samples.length; to++) {
    const stepAt = stepOf(samples[from], stepMs)
    if (to < samples.length && stepOf(samples[to], stepMs) === stepAt) continue
    steps.push(join(samples, from, to, stepAt))
    from = to
  }
  return steps
}

/** Makes one point of the samples from `from` until before `to`. */
type Join = (samples: readonly Sample[], from: number, to: number, atMs: number) => Sample

/** One point for all of them (at least one), dated `atMs`. */
export function average(samples: readonly Sample[], atMs: number): Sample {
  return averageOf(samples, 0, samples.length, atMs)
}

/**
 * The samples themselves where they are few enough, else averaged into equal steps, with the extremes of each. `resolutionMs` is the coarsest step
 * that some of them were averaged into before, 0 for none: then all of them are brought to it or to a multiple, or the
 * coarse ones would look like gaps between the fine ones.
 */
export function thinned(samples: readonly Sample[], window: Window, resolutionMs = 0): readonly Sample[] {
  const fits = samples.length <= window.limit
  if (fits && resolutionMs === 0) return samples
  const unitMs = Math.max(resolutionMs, SHORTEST_STEP_MS)
  const stepMs = fits ? unitMs : Math.ceil(stepFor(window) / unitMs) * unitMs
  return intoSteps(samples, stepMs, withExtremes).slice(-window.limit)
}

/** The step at which a window has at most `limit` points, wherever its first step begins. */
export function stepFor({ sinceMs, untilMs, limit }: Window): number {
  return Math.max(SHORTEST_STEP_MS, (untilMs - sinceMs) / Math.max(1, limit - 1))
}

/** The middle value, or the mean of the two in the middle; null for none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2
}

function stepOf(sample: Sample | undefined, stepMs: number): number {
  return Math.floor((sample?.atMs ?? 0) / stepMs) * stepMs
}

function averageOf(samples: readonly Sample[], from: number, to: number, atMs: number): Sample {
  return {
    atMs,
    peers: mean(samples, from, to, 'peers'),
    speedDown: mean(samples, from, to, 'speedDown'),
    speedUp: mean(samples, from, to, 'speedUp'),
    downloaded: last(samples, from, to, 'downloaded'),
    uploaded: last(samples, from, to, 'uploaded'),
    status: last(samples, from, to, 'status'),
  }
}

/** The average with what it hides. One that was averaged before brings its own extremes. */
function withExtremes(samples: readonly Sample[], from: number, to: number, atMs: number): Sample {
  const [only] = to - from === 1 ? samples.slice(from, to) : []
  if (only !== undefined && only.least === undefined) return { ...only, atMs }
  return {
    ...averageOf(samples, from, to, atMs),
    least: extremes(samples.slice(from, to), Math.min, 'least'),
    most: extremes(samples.slice(from, to), Math.max, 'most'),
  }
}

function extremes(
  samples: readonly Sample[],
  pick: (...values: number[]) => number,
  side: 'least' | 'most',
): SampleFigures {
  const of = (field: keyof SampleFigures) => {
    const known = samples.flatMap((sample) => sample[side]?.[field] ?? sample[field] ?? [])
    return known.length === 0 ? null : pick(...known)
  }
  return { peers: of('peers'), speedDown: of('speedDown'), speedUp: of('speedUp') }
}

function mean(
  samples: readonly Sample[],
  from: number,
  to: number,
  field: keyof SampleFigures,
): number | null {
  let sum = 0
  let known = 0
  for (let index = from; index < to; index++) {
    const value = samples[index]?.[field] ?? null
    if (value === null) continue
    sum += value
    known++
  }
  return known === 0 ? null : Math.round((sum / known) * DECIMALS) / DECIMALS
}

function last<F extends 'downloaded' | 'uploaded' | 'status'>(
  samples: readonly Sample[],
  from: number,
  to: number,
  field: F,
): Sample[F] | null {
  for (let index = to - 1; index >= from; index--) {
    const value = samples[index]?.[field] ?? null
    if (value !== null) return value
  }
  return null
}
