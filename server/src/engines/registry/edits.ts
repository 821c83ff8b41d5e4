import type { Address } from '../../lib/address.ts'
import {
  type Check,
  type Drain,
  type Engine,
  type Health,
  RECENT_CHECKS,
  type Removal,
  type Resources,
  type Restart,
  type Uptime,
} from '../engine.ts'
import type { EngineMemory, ExternalEngine } from '../ports.ts'
import { externalEngine, withMemory } from './engine-birth.ts'
import type { EngineTable, Patch } from './engine-table.ts'
import type { Generics } from './generics.ts'
import type { Memories } from './memories.ts'

/** What an engine said beside that it is there. */
export interface Answered {
  readonly version: string | null
}

/** What the other domains know of an engine, and the operator's wishes. Unknown ids change nothing. */
export interface Edits {
  /** `check` is null for a question that is not recorded, `answered` where there was no answer. */
  setHealth(id: string, health: Health, check: Check | null, answered: Answered | null): void
  setChecks(id: string, checks: readonly Check[]): void
  setUptime(id: string, uptime: Uptime | null): void
  setStale(stale: boolean): void
  setDial(id: string, dial: Address): void
  setResources(id: string, resources: Resources): void
  setJudgement(id: string, judgement: Pick<Engine, 'outdated' | 'note' | 'vpnDown'>): void
  setRemoval(id: string, removal: Removal | null): void
  setDrain(id: string, drain: Drain | null): void
  setRestart(id: string, restart: Restart | null): void
  countRestart(id: string): void
  markUsed(id: string, atMs: number): void
  setHandedOut(id: string, atMs: number | null): void
  /**
   * Restores what was remembered before our start. Until then nothing is remembered: it would overwrite what could
   * not be read yet. A second call changes nothing.
   */
  recall(memory: readonly EngineMemory[]): void
  addExternal(external: ExternalEngine): void
}

export function editsOf(
  table: EngineTable,
  generics: Generics,
  memories: Memories,
  now: () => number,
): Edits {
  function patchAndRemember(id: string, change: Patch): void {
    const engine = table.patch(id, change)
    if (engine) memories.remember(engine)
  }

  return {
    setHealth: (id, health, check, answered) => {
      const engine = table.get(id)
      if (engine) table.patch(id, afterProbe(engine, health, check, answered, now()))
    },
    setChecks: (id, checks) => table.patch(id, { checks }),
    setUptime: (id, uptime) => table.patch(id, { uptime }),
    setStale: (stale) => {
      for (const { id, container } of table.list()) if (container) table.patch(id, { stale })
    },
    setDial: (id, dial) => table.patch(id, { dial }),
    setResources: (id, resources) => table.patch(id, { resources }),
    setJudgement: (id, judgement) => table.patch(id, judgement),
    setRemoval: (id, removal) => {
      if (generics.get(id)) generics.setRemoval(id, removal)
      else table.patch(id, { removal })
    },
    setDrain: (id, drain) => table.patch(id, { drain }),
    setRestart: (id, restart) => table.patch(id, { restart }),
    countRestart: (id) => patchAndRemember(id, { restarts: (table.get(id)?.restarts ?? 0) + 1 }),
    markUsed: (id, atMs) => patchAndRemember(id, { lastStreamUsageMs: atMs, handedOutAtMs: null }),
    setHandedOut: (id, atMs) => patchAndRemember(id, { handedOutAtMs: atMs }),
    recall: (rows) => {
      if (memories.recall(rows)) restore(table, memories, rows)
    },
    addExternal: (external) => table.put(externalEngine(external, now())),
  }
}

/** Engines may have been met before their memory could be read. */
function restore(table: EngineTable, memories: Memories, rows: readonly EngineMemory[]): void {
  for (const row of rows) {
    const engine = table.get(row.engineId)
    if (engine) table.patch(engine.id, withMemory(engine, row))
  }
  table.list().forEach(memories.remember)
}

/** What changes of an engine with one question about its health. */
function afterProbe(
  engine: Engine,
  health: Health,
  check: Check | null,
  answered: Answered | null,
  nowMs: number,
): Patch {
  return {
    health,
    checks: check ? [...engine.checks.slice(-(RECENT_CHECKS - 1)), check] : engine.checks,
    uptime: check ? withCheck(engine.uptime, check) : engine.uptime,
    lastSeenMs: answered ? (check?.atMs ?? engine.lastSeenMs) : engine.lastSeenMs,
    readyAtMs: engine.readyAtMs ?? (answered ? nowMs : null),
    version: answered?.version ?? engine.version,
  }
}

function withCheck(uptime: Uptime | null, { reason }: Check): Uptime {
  const ok = (uptime?.ok ?? 0) + (reason === null ? 1 : 0)
  return { ok, total: (uptime?.total ?? 0) + 1 }
}
