/** Readings that began before so many others ended do not exist. */
const TOMBSTONES = 1000

/**
 * When each container was last seen or found gone, counted in observations: readings of the runtime overlap, and an older one
 * must not undo what a newer one brought.
 */
export interface Sightings {
  /** Take one before a reading begins. */
  moment(): number
  /** It was read by itself just now. */
  noteSeen(id: string): void
  /** It was found gone just now. Docker uses no id twice. */
  noteGone(id: string): void
  /** It was found gone after that moment: facts read from then on are of the past. */
  isGoneSince(id: string, moment: number): boolean
  /** It was observed by itself after that moment: newer than a full list that began then. */
  isNewerThan(id: string, moment: number): boolean
  /** A full list begun at that moment was read: what it is newer than need not be known any longer. */
  settle(moment: number): void
}

export function createSightings(): Sightings {
  const observedAt = new Map<string, number>()
  /** Oldest first. */
  const tombstones = new Map<string, number>()
  let tick = 0

  function noteSeen(id: string): void {
    tick++
    observedAt.set(id, tick)
  }

  return {
    moment: () => tick,
    noteSeen,
    noteGone: (id) => {
      noteSeen(id)
      tombstones.set(id, tick)
      const [oldest] = tombstones.keys()
      if (tombstones.size > TOMBSTONES && oldest !== undefined) tombstones.delete(oldest)
    },
    isGoneSince: (id, moment) => (tombstones.get(id) ?? 0) > moment,
    isNewerThan: (id, moment) => (observedAt.get(id) ?? 0) > moment,
    settle: (moment) => {
      for (const [id, at] of observedAt) if (at <= moment) observedAt.delete(id)
    },
  }
}
