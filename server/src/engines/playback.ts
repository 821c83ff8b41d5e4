import type { Engine } from './engine.ts'

/** Counters are read every 10 s: one reading may be missed. */
const DELIVERING_WITHIN_MS = 30_000

/** Media left it a moment ago. False also where its counters can't be read or are shared. */
export function isDelivering({ resources: { trafficAtMs } }: Engine, elapsedMs: number): boolean {
  return trafficAtMs !== null && elapsedMs - trafficAtMs < DELIVERING_WITHIN_MS
}

/** It serves a player although none of its `streams` is reported. Null: not known yet, or can't be known. */
export function isUsedUnreported({ resources }: Engine, streams: number): boolean | null {
  if (streams > 0) return false
  return resources.playback === 'seen' || (resources.playback === 'none' ? false : null)
}
