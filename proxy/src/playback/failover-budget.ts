/** Moves of one content: an engine that is lost again and again is not the engine's fault. */
export const MOST_FAILOVERS = 5
export const FAILOVER_WINDOW_MS = 300_000

export interface FailoverBudget {
  /** Takes one; false: there were too many of late. */
  take(nowMs: number): boolean
}

export function createFailoverBudget(): FailoverBudget {
  let takenAtMs: readonly number[] = []
  return {
    take: (nowMs) => {
      takenAtMs = [...takenAtMs.filter((atMs) => nowMs - atMs <= FAILOVER_WINDOW_MS), nowMs]
      return takenAtMs.length <= MOST_FAILOVERS
    },
  }
}
