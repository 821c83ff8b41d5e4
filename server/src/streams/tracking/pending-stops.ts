import type { Ending, StopReason } from '../stream.ts'

/** Our own stops that are under way, so that an end they cause elsewhere has their reason. */
export interface PendingStops {
  /** Until the returned release is called. */
  begin(id: string, reason: StopReason): () => void
  /** The player notices a stop before we do, and its proxy reports an end: it is our stop all the same. */
  applyTo(id: string, ending: Ending): Ending
}

export function createPendingStops(): PendingStops {
  const stops = new Map<string, readonly StopReason[]>()

  function release(id: string): void {
    const [, ...left] = stops.get(id) ?? []
    if (left.length === 0) stops.delete(id)
    else stops.set(id, left)
  }

  return {
    begin: (id, reason) => {
      stops.set(id, [...(stops.get(id) ?? []), reason])
      return () => release(id)
    },
    applyTo: (id, ending) => {
      const [reason] = stops.get(id) ?? []
      const isCausedByStop = ending.reason === 'reported' || ending.reason === 'session_unknown'
      return isCausedByStop && reason !== undefined ? { ...ending, reason } : ending
    },
  }
}
