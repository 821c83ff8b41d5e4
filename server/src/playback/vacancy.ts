import type { Clock } from '../lib/clock.ts'

/** Who is watched where, as the proxies report it: an engine is taken away only once its viewers have been moved. */
export interface Vacancy {
  /** Everything that a proxy feeds viewers from; null: it is gone. */
  note(proxy: string, engineIds: ReadonlySet<string> | null): void
  /** Resolves when no proxy feeds viewers from it any more, or none has moved them in time. */
  vacated(engineId: string, signal: AbortSignal): Promise<void>
}

/** As long as a stream may need to begin on another engine; then its viewers are moved with a gap. */
export const VACATED_WITHIN_MS = 30_000

export function createVacancy(clock: Clock): Vacancy {
  const watched = new Map<string, ReadonlySet<string>>()
  const waiting = new Set<() => void>()
  const isWatched = (id: string) => [...watched.values()].some((ids) => ids.has(id))

  return {
    note: (proxy, engineIds) => {
      if (engineIds === null || engineIds.size === 0) watched.delete(proxy)
      else watched.set(proxy, engineIds)
      for (const look of waiting) look()
    },
    vacated: async (engineId, signal) => {
      if (!isWatched(engineId)) return
      const done = new AbortController()
      const look = () => {
        if (!isWatched(engineId)) done.abort()
      }
      waiting.add(look)
      const either = AbortSignal.any([signal, done.signal])
      await clock.sleep(VACATED_WITHIN_MS, either).catch(() => {})
      waiting.delete(look)
    },
  }
}
