/** When a stream is read. All times are monotonic milliseconds. */
export interface Pace {
  /** `COLLECT_INTERVAL_S`. */
  readonly intervalMs: number
}

/** A stream that is starting is read this often, so that prebuffering can be watched ... */
const STARTING_INTERVAL_MS = 1000
/** ... but only so long. */
const STARTING_FOR_MS = 60_000
/** Successive multiples of it, modulo 1, stay evenly apart however many there are. */
const GOLDEN_FRACTION = 0.618_033_988_749_895

/** The place of the n-th stream within the interval, 0 to 1: neighbours in time of start are far apart. */
export function offsetOf(n: number): number {
  return (n * GOLDEN_FRACTION) % 1
}

/** The first moment after `afterMs` that is this stream's: fixed slots, so that lateness never adds up. */
export function nextSlot(afterMs: number, periodMs: number, offset: number): number {
  const shiftMs = offset * periodMs
  return (Math.floor((afterMs - shiftMs) / periodMs) + 1) * periodMs + shiftMs
}

/** How long from one reading to the next. */
export function periodOf(isStarting: boolean, watchedForMs: number, { intervalMs }: Pace): number {
  const quick = isStarting && watchedForMs < STARTING_FOR_MS
  return quick ? Math.min(STARTING_INTERVAL_MS, intervalMs) : intervalMs
}

/** The slot after a reading begun now. A tenth of a period apart at least: two periods may have near slots. */
export function slotAfter(nowMs: number, periodMs: number, offset: number): number {
  return nextSlot(nowMs + periodMs / 10, periodMs, offset)
}
