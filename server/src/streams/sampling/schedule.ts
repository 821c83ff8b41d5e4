import { nextSlot, offsetOf, slotAfter } from './pace.ts'

/** When one stream is read. Times are monotonic milliseconds. */
export interface Plan {
  dueAtMs: number
  /** Its place within the interval, 0 to 1. */
  readonly offset: number
  readonly watchedSinceMs: number
  /** A reading has begun and has not ended. */
  underWay: boolean
}

export interface Schedule {
  planOf(streamId: string, nowMs: number): Plan
  /** Streams that are new from now on are read at once. */
  endFirstPass(): void
  /** The interval is another: nobody waits longer than it. */
  hurry(nowMs: number): void
  forget(streamId: string): void
}

/** A stream that begins is read at once; those found at our start begin in their slots, not all together. */
export function createSchedule(intervalMs: () => number): Schedule {
  const plans = new Map<string, Plan>()
  let planned = 0
  let isFirstPass = true

  function add(streamId: string, nowMs: number): Plan {
    const offset = offsetOf(planned++)
    const dueAtMs = isFirstPass ? nextSlot(nowMs, intervalMs(), offset) : nowMs
    const plan = { dueAtMs, offset, watchedSinceMs: nowMs, underWay: false }
    plans.set(streamId, plan)
    return plan
  }

  return {
    planOf: (streamId, nowMs) => plans.get(streamId) ?? add(streamId, nowMs),
    endFirstPass: () => {
      isFirstPass = false
    },
    hurry: (nowMs) => {
      for (const plan of plans.values())
        plan.dueAtMs = Math.min(plan.dueAtMs, slotAfter(nowMs, intervalMs(), plan.offset))
    },
    forget: (streamId) => {
      plans.delete(streamId)
    },
  }
}
