/** Reads of one engine that may be under way together. */
const WIDTH = 4
/** Reads in a row that ran into their deadline before the engine is taken to hang. */
const SLOW_MISSES = 2

/**
 * How many reads each engine may have under way. An engine that hangs gets one at a time, so that it costs one
 * connection however many streams it has, and delays nobody; its first answer opens the lane again.
 */
export interface Lanes {
  /** Whether a read may begin now; `refused`: no use waiting, the engine hangs and owes an answer already. */
  admit(engineId: string): 'begin' | 'wait' | 'refused'
  begun(engineId: string): void
  finished(engineId: string, outcome: 'answered' | 'timed_out'): void
}

interface Lane {
  readonly underWay: number
  readonly slowMisses: number
}

const EMPTY: Lane = { underWay: 0, slowMisses: 0 }

/** `totalWidth` bounds all engines together; hanging ones may fill half of it. */
export function createLanes(totalWidth: number): Lanes {
  const lanes = new Map<string, Lane>()
  let underWay = 0

  function set(engineId: string, lane: Lane): void {
    if (lane.underWay === 0 && lane.slowMisses === 0) lanes.delete(engineId)
    else lanes.set(engineId, lane)
  }

  return {
    admit: (engineId) => {
      const lane = lanes.get(engineId) ?? EMPTY
      const hangs = lane.slowMisses >= SLOW_MISSES
      if (hangs) return lane.underWay === 0 && underWay < totalWidth / 2 ? 'begin' : 'refused'
      return lane.underWay < WIDTH && underWay < totalWidth ? 'begin' : 'wait'
    },
    begun: (engineId) => {
      const lane = lanes.get(engineId) ?? EMPTY
      underWay++
      set(engineId, { ...lane, underWay: lane.underWay + 1 })
    },
    finished: (engineId, outcome) => {
      const lane = lanes.get(engineId) ?? EMPTY
      underWay--
      const slowMisses = outcome === 'answered' ? 0 : lane.slowMisses + 1
      set(engineId, { underWay: lane.underWay - 1, slowMisses })
    },
  }
}
