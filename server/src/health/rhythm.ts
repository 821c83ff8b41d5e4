import { type Engine, isAlive, isExternal } from '../engines/engine.ts'
import { type Address, isSameAddress } from '../lib/address.ts'

/** A miss is asked again soon, so that one lost packet and a dead engine are told apart quickly. */
const AFTER_MISS_MS = 2000
/** A starting engine is asked often: its first answer is what makes it ready. */
const STARTING_MS = 150
/** After this long a starting engine is asked once a second. */
const STARTING_EAGER_FOR_MS = 15_000
const STARTING_LATE_MS = 1000
/** While starting, an address that swallows packets must not hide the next one for long. */
const STARTING_TIMEOUT_MS = 1500

export interface Rhythm {
  readonly intervalMs: number
  readonly timeoutMs: number
  /** 0 ≤ random < 1; spreads the checks of many engines. */
  readonly random: () => number
}

/** How long from the end of a check to the next. */
export function restMs(engine: Engine, startingForMs: number, answered: boolean, rhythm: Rhythm): number {
  if (engine.readyAtMs === null && !isExternal(engine))
    return startingForMs < STARTING_EAGER_FOR_MS ? STARTING_MS : STARTING_LATE_MS
  if (!answered) return Math.min(AFTER_MISS_MS, rhythm.intervalMs)
  return rhythm.intervalMs * (0.9 + 0.2 * rhythm.random())
}

/** How long a check waits for its answer. */
export function deadlineMs(engine: Engine, { timeoutMs }: Pick<Rhythm, 'timeoutMs'>): number {
  return engine.readyAtMs === null ? Math.min(STARTING_TIMEOUT_MS, timeoutMs) : timeoutMs
}

export function isWatched(engine: Engine): boolean {
  const isRunning = engine.container?.status !== 'pending'
  return isExternal(engine) || (isRunning && isAlive(engine) && engine.removal === null)
}

/** It is new, or its container's state or start is another. */
export function isStarted(engine: Engine, before: Engine | null): boolean {
  if (before === null) return true
  return (
    engine.container?.startedAtMs !== before.container?.startedAtMs ||
    engine.container?.status !== before.container?.status
  )
}

/** The address to ask after one that does not answer; undefined: there is no other. */
export function addressAfter({ container, dial }: Engine): Address | undefined {
  const addresses = container?.addresses ?? []
  if (addresses.length < 2) return undefined
  const at = addresses.findIndex((address) => isSameAddress(address, dial))
  return addresses[(at + 1) % addresses.length]
}
