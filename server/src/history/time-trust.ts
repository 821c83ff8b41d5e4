/**
 * Old history is deleted by the clock, and a clock can be wrong: set by hand, a board without a battery, a virtual
 * machine restored. So a leap ahead is not believed until it has lasted, and nothing is deleted because of it before.
 */
export interface TimeTrust {
  /** Never ahead of the clock; behind it while a leap ahead is doubted. */
  readonly trustedMs: number
  /** For how long we have run while doubting. */
  readonly doubtedForMs: number
}

/** A standby or a short outage is no leap. */
const TOLERANCE_MS = 3_600_000
const BELIEVED_AFTER_MS = 24 * 3_600_000

/** `elapsedMs` is the monotonic time since `before` was judged; what was not spent running does not count. */
export function trustTime(before: TimeTrust | undefined, nowMs: number, elapsedMs: number): TimeTrust {
  if (!before) return { trustedMs: nowMs, doubtedForMs: 0 }
  const expectedMs = before.trustedMs + elapsedMs
  if (nowMs <= expectedMs + TOLERANCE_MS) return { trustedMs: nowMs, doubtedForMs: 0 }
  const doubtedForMs = before.doubtedForMs + elapsedMs
  return doubtedForMs >= BELIEVED_AFTER_MS
    ? { trustedMs: nowMs, doubtedForMs: 0 }
    : { trustedMs: expectedMs, doubtedForMs }
}
