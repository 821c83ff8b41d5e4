import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../../lib/clock.ts'

/** How long an end waits for the start it belongs to. */
const EARLY_END_MEMORY_MS = 60_000
/** Under an id that doesn't name the session, the start may be another play's: then only while the two may have crossed. */
const CROSSED_WITHIN_MS = 5_000
const MOST_REMEMBERED = 10_000

interface EarlyEnd {
  readonly reason: Reason | null
  readonly atMs: number
}

/**
 * Ends that came before their start. Two requests of one reporter can overtake each other; the late start is then
 * recorded as ended. Bounded: past the limit the oldest is forgotten, whose stream the sampler then ends.
 */
export interface EarlyEnds {
  remember(streamId: string, reason: Reason | null): void
  /** The remembered end of this stream, once. `namesSession`: no other session can have this id. */
  take(streamId: string, namesSession: boolean): { readonly reason: Reason | null } | undefined
  forgetOld(): void
}

export function createEarlyEnds(clock: Clock): EarlyEnds {
  const ends = new Map<string, EarlyEnd>()
  const isOld = (end: EarlyEnd, ms = EARLY_END_MEMORY_MS) => clock.elapsedMs() - end.atMs > ms

  function forgetOldest(): void {
    const oldest = ends.keys().next()
    if (!oldest.done) ends.delete(oldest.value)
  }

  return {
    remember: (streamId, reason) => {
      ends.delete(streamId) // so that insertion order stays order of age
      ends.set(streamId, { reason, atMs: clock.elapsedMs() })
      if (ends.size > MOST_REMEMBERED) forgetOldest()
    },
    take: (streamId, namesSession) => {
      const end = ends.get(streamId)
      ends.delete(streamId)
      const within = namesSession ? EARLY_END_MEMORY_MS : CROSSED_WITHIN_MS
      return end === undefined || isOld(end, within) ? undefined : end
    },
    forgetOld: () => {
      for (const [streamId, end] of ends) {
        if (!isOld(end)) return
        ends.delete(streamId)
      }
    },
  }
}
