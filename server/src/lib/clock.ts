/**
 * Time as an argument. Everything that waits or dates something takes a `Clock`, so that flows run under a
 * manual one and no test sleeps.
 */
export interface Clock {
  /** Wall time in milliseconds since the Unix epoch; may jump when the machine's clock is set. */
  now(): number
  /** Monotonic milliseconds since an arbitrary origin; use it for ages, deadlines and expiry. */
  elapsedMs(): number
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The largest delay a Node timer takes (2^31 - 1 ms); longer ones would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsedMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        },
        Math.min(Math.max(ms, 0), LONGEST_TIMER_MS),
      )
      signal?.addEventListener('abort', onAbort, { once: true })
    }),
}
