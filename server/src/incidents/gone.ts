import { describe, type Engine, isExternal } from '../engines/engine.ts'
import { RECENT_MS } from './incident.ts'
import type { GoneEngine } from './snapshot.ts'

/** Engines that are gone, for as long as an incident about them is followed. */
export interface GoneEngines {
  note(engine: Engine, nowMs: number): void
  list(nowMs: number): readonly GoneEngine[]
}

export function createGoneEngines(): GoneEngines {
  let gone: readonly GoneEngine[] = []
  return {
    note: (engine, goneAtMs) => {
      gone = [...gone, goneEngine(engine, goneAtMs)]
    },
    list: (nowMs) => {
      // A clock that was set back keeps none for ever.
      if (gone.some(({ goneAtMs }) => Math.abs(nowMs - goneAtMs) >= RECENT_MS))
        gone = gone.filter(({ goneAtMs }) => Math.abs(nowMs - goneAtMs) < RECENT_MS)
      return gone
    },
  }
}

function goneEngine(engine: Engine, goneAtMs: number): GoneEngine {
  return {
    id: engine.id,
    name: describe(engine),
    vpn: engine.engineSpec.vpn,
    cause: engine.removal?.cause ?? 'outside',
    reason: engine.removal?.why ?? { code: 'container_gone' },
    external: isExternal(engine),
    goneAtMs,
  }
}
