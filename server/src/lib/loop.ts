import { backoffMs } from './backoff.ts'
import type { Clock } from './clock.ts'

export interface Loop {
  /** Ends the current rest at once. A wake during a pass is kept: the next pass follows without rest. */
  wake(): void
  /** Aborts the running pass and resolves when it has returned. */
  stop(): Promise<void>
}

/**
 * Repeats `pass`, never two at a time. A pass returns how long to rest in milliseconds; what it expects to fail
 * it handles inside. A throw is a bug, unless it is the answer to `stop()`: it is handed to `onBug`, and the loop goes
 * on after a rest. A process that ends by an answer it did not expect would end again after each restart.
 */
export function startLoop(
  clock: Clock,
  pass: (signal: AbortSignal) => Promise<number>,
  onBug: (error: unknown) => void = warn,
): Loop {
  const life = new AbortController()
  let rest = new AbortController()
  let bugs = 0

  async function passOrRest(): Promise<number> {
    try {
      const restMs = await pass(life.signal)
      bugs = 0
      return restMs
    } catch (error) {
      if (life.signal.aborted) return 0
      bugs++
      onBug(error)
      return backoffMs(bugs, AFTER_BUG)
    }
  }

  async function run(): Promise<void> {
    while (!life.signal.aborted) {
      rest = new AbortController() // made before the pass, so that a wake-up during it is not lost
      const bugsBefore = bugs
      const restMs = await passOrRest()
      if (bugs > bugsBefore) rest = new AbortController() // a bug on every wake-up must not spin
      if (!life.signal.aborted) await clock.sleep(restMs, rest.signal).catch(() => {})
    }
  }

  const done = run()

  return {
    wake: () => rest.abort(WOKEN),
    stop: () => {
      life.abort()
      rest.abort(WOKEN)
      return done
    },
  }
}

/** One for all: an abort without a reason makes an error with a stack each time, and loops are woken often. */
const WOKEN = new Error('woken')

const AFTER_BUG = { firstMs: 1_000, longestMs: 30_000 }

/** On standard error with its stack, whatever becomes of our log. */
function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)))
}
