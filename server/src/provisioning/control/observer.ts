import type { Registry } from '../../engines/registry.ts'
import type { Clock } from '../../lib/clock.ts'
import { mapLimited } from '../../lib/concurrency/limiter.ts'
import { DomainError, isAbort } from '../../lib/errors.ts'
import type { Live } from '../../lib/live.ts'
import { startLoop } from '../../lib/loop.ts'
import type { ContainerList } from '../ports.ts'

export interface ObserverOptions {
  readonly runtime: ContainerList
  readonly registry: Registry
  readonly clock: Clock
  /** Full re-read beside the hints (MONITOR_INTERVAL_S). */
  readonly rereadMs: Live<number>
  /** Called after every pass: something was read, or the runtime did not answer. */
  readonly onRead: () => void
  /** The runtime did not answer, or its hints came to an end and have begun again. */
  readonly onLost: () => void
}

export interface Observer {
  /** The registry holds what the runtime said last, and nothing has failed since: it may be acted on. */
  isCurrent(): boolean
  /** And everything since was seen as it happened: no hint may have been lost. */
  isFollowing(): boolean
  /** Asks for a full re-read now. */
  reread(): void
  stop(): Promise<void>
}

const INSPECTIONS_AT_ONCE = 8
const UNREACHABLE_RETRY_MS = 1000

/** What the observer knows of its own readings. */
interface State {
  /** Containers that something happened to since they were read. */
  readonly hinted: Set<string>
  /** Monotonic ms. */
  rereadDueAtMs: number
  isCurrent: boolean
  isFollowing: boolean
}

/**
 * Brings the runtime's facts up to the registry. A hint only says whom to look at again; what is true is read.
 * While the runtime does not answer, the last known facts stay and are marked stale.
 */
export function startObserver(options: ObserverOptions): Observer {
  const state: State = { hinted: new Set(), rereadDueAtMs: 0, isCurrent: false, isFollowing: false }
  const life = new AbortController()

  const loop = startLoop(options.clock, (signal) => pass(options, state, signal))
  const watching = options.runtime.watch((id) => {
    if (id === null) lose(options, state)
    else state.hinted.add(id)
    loop.wake()
  }, life.signal)

  function reread(): void {
    state.rereadDueAtMs = 0
    loop.wake()
  }
  const endChanges = options.rereadMs.on(reread)

  return {
    isCurrent: () => state.isCurrent,
    isFollowing: () => state.isFollowing,
    reread,
    stop: async () => {
      endChanges()
      life.abort()
      await Promise.all([loop.stop(), watching])
    },
  }
}

async function pass(options: ObserverOptions, state: State, signal: AbortSignal): Promise<number> {
  const { clock, registry, onRead } = options
  try {
    if (clock.elapsedMs() >= state.rereadDueAtMs) await readAll(options, state, signal)
    else await readHinted(options, state, signal)
  } catch (error) {
    if (isAbort(error, signal)) return 0
    if (!(error instanceof DomainError)) throw error
    state.isCurrent = false
    registry.setStale(true)
    lose(options, state)
    onRead()
    return UNREACHABLE_RETRY_MS
  }
  onRead()
  return state.hinted.size > 0 ? 0 : Math.max(0, state.rereadDueAtMs - clock.elapsedMs())
}

async function readAll(
  { runtime, registry, clock, rereadMs }: ObserverOptions,
  state: State,
  signal: AbortSignal,
): Promise<void> {
  state.hinted.clear()
  const moment = registry.moment()
  const facts = await runtime.list(signal)
  registry.setStale(false)
  registry.observeAll(facts, moment)
  state.isCurrent = true
  state.isFollowing = true
  state.rereadDueAtMs = clock.elapsedMs() + rereadMs.get()
}

async function readHinted(
  { runtime, registry }: ObserverOptions,
  { hinted }: State,
  signal: AbortSignal,
): Promise<void> {
  const ids = [...hinted]
  hinted.clear()
  await mapLimited(ids, INSPECTIONS_AT_ONCE, async (id) => {
    const moment = registry.moment()
    const facts = await runtime.inspect(id, signal)
    if (facts) registry.observe(facts, moment)
    else registry.observeGone(id)
  })
}

/** Something may have happened unseen: everything is read again. */
function lose({ onLost }: ObserverOptions, state: State): void {
  state.isFollowing = false
  state.rereadDueAtMs = 0
  onLost()
}
