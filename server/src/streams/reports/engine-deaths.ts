import type { Clock } from '../../lib/clock.ts'
import type { Ending } from '../stream.ts'

/** A start for an engine that went this recently, and does not answer, is a start on a dead engine. */
const REMEMBERED_MS = 60_000

/** How the streams of engines that were lost a moment ago ended, for starts that arrive late. */
export interface EngineDeaths {
  add(engineId: string, ending: Ending): void
  endingOf(engineId: string): Ending | undefined
  forgetOld(): void
}

export function createEngineDeaths(clock: Pick<Clock, 'elapsedMs'>): EngineDeaths {
  const deaths = new Map<string, { readonly atMs: number; readonly ending: Ending }>()
  const isOld = (atMs: number) => clock.elapsedMs() - atMs > REMEMBERED_MS

  return {
    add: (engineId, ending) => {
      deaths.set(engineId, { atMs: clock.elapsedMs(), ending })
    },
    endingOf: (engineId) => {
      const death = deaths.get(engineId)
      return death === undefined || isOld(death.atMs) ? undefined : death.ending
    },
    forgetOld: () => {
      for (const [engineId, { atMs }] of deaths) if (isOld(atMs)) deaths.delete(engineId)
    },
  }
}
