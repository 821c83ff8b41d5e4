import type { Sample } from '../../history/sample.ts'
import type { Sign, SignStore } from '../ports.ts'

/** A diagnosis that stays the same is kept once in so long. */
const EVERY_MS = 60_000
/** A sample has the last sign of before it, if that is not older. */
const HOLDS_MS = 2 * EVERY_MS

/** Keeps why streams stutter: at each change, and once a minute. */
export function createSignKeeper(store: SignStore): {
  note(streamId: string, sample: Sample): void
  drop(streamId: string): void
} {
  const last = new Map<string, Sign>()
  return {
    note: (streamId, { atMs, diagnosis, behindLiveS = null }) => {
      if (diagnosis == null) return
      const before = last.get(streamId)
      const isDue = before === undefined || Math.abs(atMs - before.atMs) >= EVERY_MS
      if (!isDue && before.diagnosis === diagnosis) return
      const sign = { atMs, diagnosis, behindLiveS }
      last.set(streamId, sign)
      store.append(streamId, sign)
    },
    drop: (streamId) => last.delete(streamId),
  }
}

/** Samples with the signs of their time, both oldest first. */
export function withSigns(samples: readonly Sample[], signs: readonly Sign[]): readonly Sample[] {
  let next = 0
  return samples.map((sample) => {
    while ((signs[next]?.atMs ?? Number.POSITIVE_INFINITY) <= sample.atMs) next++
    const sign = signs[next - 1]
    if (sign === undefined || sample.atMs - sign.atMs > HOLDS_MS) return sample
    return { ...sample, diagnosis: sign.diagnosis, behindLiveS: sign.behindLiveS }
  })
}
