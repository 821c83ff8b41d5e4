import type { Clock } from './clock.ts'

export interface Loop {
  /** Ends the current rest at once. A wake during a pass is kept: the next pass follows without rest. */
  wake(): void
  /** Aborts the running pass and resolves when it has returned. */
  stop(): Promise<void>
}

/**
 * Repeats `pass`, never two at a time. A pass returns how long to rest in milliseconds; what it expects to fail
 * it handles inside. A throw is a bug, unless it is the answer to `stop()`, and is handed to `onBug`.
 */
export function startLoop(
  clock: Clock,
  pass: (signal: AbortSignal) => Promise<number>,
  onBug: (error: unknown) => void = crash,
): Loop {
  const life = new AbortController()
  let rest = new AbortController()

  async function run(): Promise<void> {
    while (!life.signal.aborted) {
      rest = new AbortController() // made before the pass, so that a wake-up during it is not lost
      const restMs = await pass(life.signal)
      if (!life.signal.aborted) await clock.sleep(restMs, rest.signal).catch(() => {})
    }
  }

  const done = run().catch((error: unknown) => {
    if (!life.signal.aborted) onBug(error)
  })

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

/** Leaves the promise chain, so that the process ends with the stack instead of limping on without its loop. */
function crash(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
