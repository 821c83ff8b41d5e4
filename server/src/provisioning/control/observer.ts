import type { Registry } from '../../engines/registry.ts'
import type { Clock } from '../../lib/clock.ts'
import { bounded } from '../../lib/concurrency/bounded.ts'
import { DomainError, isAbort } from '../../lib/errors.ts'
import { type Loop, startLoop } from '../../lib/loop.ts'
import type { ContainerList } from '../ports.ts'

export interface ObserverOptions {
  readonly runtime: ContainerList
  readonly registry: Registry
  readonly clock: Clock
  /** Full re-read beside the hints (MONITOR_INTERVAL_S). */
  readonly rereadMs: number
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

/**
 * Brings the runtime's facts up to the registry. A hint only says whom to look at again; what is true is read.
 * While the runtime does not answer, the last known facts stay and are marked stale.
 */
export function startObserver(options: ObserverOptions): Observer {
  const { runtime, registry, clock } = options
  const hinted = new Set<string>()
  const life = new AbortController()
  let rereadDueAtMs = 0
  let isCurrent = false
  let isFollowing = false

  async function readAll(signal: AbortSignal): Promise<void> {
    hinted.clear()
    const moment = registry.moment()
    const facts = await runtime.list(signal)
    registry.setStale(false)
    registry.observeAll(facts, moment)
    isCurrent = true
    isFollowing = true
    rereadDueAtMs = clock.elapsedMs() + options.rereadMs
  }

  async function readHinted(signal: AbortSignal): Promise<void> {
    const ids = [...hinted]
    hinted.clear()
    await bounded(ids, INSPECTIONS_AT_ONCE, async (id) => {
      const moment = registry.moment()
      const facts = await runtime.inspect(id, signal)
      if (facts) registry.observe(facts, moment)
      else registry.observeGone(id)
    })
  }

  async function pass(signal: AbortSignal): Promise<number> {
    try {
      const isDue = clock.elapsedMs() >= rereadDueAtMs
      if (isDue) await readAll(signal)
      else if (hinted.size > 0) await readHinted(signal)
    } catch (error) {
      if (isAbort(error, signal)) return 0
      if (!(error instanceof DomainError)) throw error
      isCurrent = false
      registry.setStale(true)
      lose()
      options.onRead()
      return UNREACHABLE_RETRY_MS
    }
    options.onRead()
    return hinted.size > 0 ? 0 : Math.max(0, rereadDueAtMs - clock.elapsedMs())
  }

  function lose(): void {
    isFollowing = false
    rereadDueAtMs = 0
    options.onLost()
  }

  const loop: Loop = startLoop(clock, pass)
  const watching = runtime.watch((id) => {
    if (id === null) lose()
    else hinted.add(id)
    loop.wake()
  }, life.signal)

  return {
    isCurrent: () => isCurrent,
    isFollowing: () => isFollowing,
    reread: () => {
      rereadDueAtMs = 0
      loop.wake()
    },
    stop: async () => {
      life.abort()
      await Promise.all([loop.stop(), watching])
    },
  }
}
