import type { Clock } from '../../server/src/lib/clock.ts'

interface Sleeper {
  readonly dueMs: number
  readonly wake: () => void
}

/** A clock that moves only when a test moves it: what tests hand to everything that takes a `Clock`. */
export interface ManualClock extends Clock {
  /** Moves both clocks on, waking every sleeper in order of its due time and letting its work settle. */
  advance(ms: number): Promise<void>
  /** Sets the wall clock only, as an operator or NTP would. */
  jump(toMs: number): void
}

/** How often the microtask and immediate queues are drained after a wake-up. */
const SETTLE_ROUNDS = 20

export function manualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let elapsed = 0
  let wallOffset = startMs
  const sleepers = new Set<Sleeper>()

  async function settle(): Promise<void> {
    for (let round = 0; round < SETTLE_ROUNDS; round++) await new Promise((done) => setImmediate(done))
  }

  function nextDue(untilMs: number): Sleeper | undefined {
    let next: Sleeper | undefined
    for (const sleeper of sleepers)
      if (sleeper.dueMs <= untilMs && (!next || sleeper.dueMs < next.dueMs)) next = sleeper
    return next
  }

  return {
    now: () => Math.floor(wallOffset + elapsed), // whole milliseconds, as Date.now() gives them
    elapsedMs: () => elapsed,
    jump: (toMs) => {
      wallOffset = toMs - elapsed
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const sleeper: Sleeper = {
          dueMs: elapsed + Math.max(ms, 0),
          wake: () => {
            signal?.removeEventListener('abort', onAbort)
            resolve()
          },
        }
        const onAbort = () => {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', onAbort, { once: true })
      }),
    advance: async (ms) => {
      const target = elapsed + ms
      await settle()
      for (let next = nextDue(target); next; next = nextDue(target)) {
        sleepers.delete(next)
        elapsed = Math.max(elapsed, next.dueMs)
        next.wake()
        await settle()
      }
      elapsed = target
      await settle()
    },
  }
}
