/** Reads of one engine that may be under way together. */
const WIDTH = 4
/** Reads in a row that ran into their deadline before the engine is taken to hang. */
const SLOW_MISSES = 2

/**
 * How many reads each engine may have under way. An engine that hangs gets one at a time, so that it costs one
 * connection however many streams it has, and delays nobody; its first answer opens the queue again.
 */
export interface PerEngineQueue {
  /** Whether a read may begin now; `refused`: no use waiting, the engine hangs and owes an answer already. */
  admit(engineId: string): 'begin' | 'wait' | 'refused'
  begun(engineId: string): void
  finished(engineId: string, outcome: 'answered' | 'timed_out'): void
}

interface Load {
  readonly underWay: number
  readonly slowMisses: number
}

const IDLE: Load = { underWay: 0, slowMisses: 0 }

/** `totalWidth` bounds all engines together; hanging ones may fill half of it. */
export function createPerEngineQueue(totalWidth: number): PerEngineQueue {
  const loads = new Map<string, Load>()
  let underWay = 0

  function set(engineId: string, load: Load): void {
    if (load.underWay === 0 && load.slowMisses === 0) loads.delete(engineId)
    else loads.set(engineId, load)
  }

  return {
    admit: (engineId) => {
      const load = loads.get(engineId) ?? IDLE
      const hangs = load.slowMisses >= SLOW_MISSES
      if (hangs) return load.underWay === 0 && underWay < totalWidth / 2 ? 'begin' : 'refused'
      return load.underWay < WIDTH && underWay < totalWidth ? 'begin' : 'wait'
    },
    begun: (engineId) => {
      const load = loads.get(engineId) ?? IDLE
      underWay++
      set(engineId, { ...load, underWay: load.underWay + 1 })
    },
    finished: (engineId, outcome) => {
      const load = loads.get(engineId) ?? IDLE
      underWay--
      const slowMisses = outcome === 'answered' ? 0 : load.slowMisses + 1
      set(engineId, { underWay: load.underWay - 1, slowMisses })
    },
  }
}
