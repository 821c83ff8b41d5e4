import type { Clock } from '../../lib/clock.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'

/** While a stream plays, its engine's last usage is reported this often. */
const USED_EVERY_MS = 30_000

export interface EngineUsed {
  readonly engineId: string
  readonly atMs: number
}

/** Reports when engines are used: at each start and end of a stream, and now and then while data flows. */
export interface EngineUsage {
  readonly used: Emitter<EngineUsed>
  note(engineId: string): void
  /** Does nothing where it was noted a moment ago. */
  noteInUse(engineId: string): void
}

/** `isInUse`: whether a stream plays on it. */
export function createEngineUsage(
  clock: Pick<Clock, 'now' | 'elapsedMs'>,
  isInUse: (engineId: string) => boolean,
): EngineUsage {
  const used = createEmitter<EngineUsed>()
  const notedAtMs = new Map<string, number>()

  function note(engineId: string): void {
    if (isInUse(engineId)) notedAtMs.set(engineId, clock.elapsedMs())
    else notedAtMs.delete(engineId)
    used.emit({ engineId, atMs: clock.now() })
  }

  return {
    used,
    note,
    noteInUse: (engineId) => {
      const lastMs = notedAtMs.get(engineId)
      if (lastMs === undefined || clock.elapsedMs() - lastMs >= USED_EVERY_MS) note(engineId)
    },
  }
}
