import type { Sample } from '../history/sample.ts'

/**
 * At most `limit` points for the samples of a span, oldest first: the samples themselves where they fit, else means
 * over equal steps. A step without samples has no point, so that a gap stays a gap.
 */
export function inSteps(
  samples: readonly Sample[],
  sinceMs: number,
  untilMs: number,
  limit: number,
): readonly Sample[] {
  if (samples.length <= limit) return samples
  const stepMs = Math.max(1, (untilMs - sinceMs) / limit)
  const steps = new Map<number, Sample[]>()
  for (const sample of samples) {
    const index = Math.min(limit - 1, Math.max(0, Math.floor((sample.atMs - sinceMs) / stepMs)))
    const step = steps.get(index)
    if (step === undefined) steps.set(index, [sample])
    else step.push(sample)
  }
  return [...steps].map(([index, members]) => merged(members, Math.round(sinceMs + index * stepMs)))
}

/** Rates are averaged; totals and the status are those at the end of the step. */
function merged(members: readonly Sample[], atMs: number): Sample {
  return {
    atMs,
    peers: mean(members.map((sample) => sample.peers)),
    speedDown: mean(members.map((sample) => sample.speedDown)),
    speedUp: mean(members.map((sample) => sample.speedUp)),
    downloaded: last(members.map((sample) => sample.downloaded)),
    uploaded: last(members.map((sample) => sample.uploaded)),
    status: last(members.map((sample) => sample.status)),
  }
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

function last<T>(values: readonly (T | null)[]): T | null {
  return values.findLast((value) => value !== null) ?? null
}
