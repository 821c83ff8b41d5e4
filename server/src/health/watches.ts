import type { Engine } from '../engines/engine.ts'
import type { Clock } from '../lib/clock.ts'

/** The checks of one container run. Times are monotonic ms unless said otherwise. */
export interface Watch {
  dueAtMs: number
  inFlight: boolean
  /** When its last check began. */
  lastAtMs: number
  /** From when on a start-up that never answers is counted. */
  readonly startedAtMs: number
  /** The container's start (Unix ms): another start is another watch. */
  readonly start: number | null
}

export interface Watches {
  get(engineId: string): Watch | undefined
  /** The watch of the engine's present run. */
  of(engine: Engine): Watch
  keepOnly(engineIds: ReadonlySet<string>): void
}

/** `startupTimeoutMs`: no start-up is older than this when it is first seen, by whatever clock the container was started. */
export function createWatches(
  clock: Pick<Clock, 'now' | 'elapsedMs'>,
  startupTimeoutMs: () => number,
): Watches {
  const watches = new Map<string, Watch>()

  function begin(engine: Engine, start: number | null): Watch {
    const nowMs = clock.elapsedMs()
    const ranForMs = start === null ? 0 : Math.min(Math.max(clock.now() - start, 0), startupTimeoutMs())
    const watch = { dueAtMs: nowMs, inFlight: false, lastAtMs: 0, startedAtMs: nowMs - ranForMs, start }
    watches.set(engine.id, watch)
    return watch
  }

  return {
    get: (engineId) => watches.get(engineId),
    of: (engine) => {
      const start = engine.container?.startedAtMs ?? null
      const known = watches.get(engine.id)
      return known && known.start === start ? known : begin(engine, start)
    },
    keepOnly: (engineIds) => {
      for (const id of watches.keys()) if (!engineIds.has(id)) watches.delete(id)
    },
  }
}
