import type { Address } from '../lib/address.ts'
import type { Emitter } from '../lib/emitter.ts'
import { byAddress, meantBy, sameFacts } from './address-book.ts'
import {
  type Check,
  type Engine,
  type Health,
  RECENT_CHECKS,
  type Removal,
  type Resources,
  type Restart,
  type Uptime,
  wasRestartedOutside,
  withCheck,
} from './engine.ts'
import { externalEngine, newEngine, withFacts, withMemory } from './engine-birth.ts'
import { createEngineTable, type Patch, type RegistryChange } from './engine-table.ts'
import { kindOf, LABELS } from './labels.ts'
import { createMemories } from './memories.ts'
import type { ContainerFacts, EngineMemory, EngineStore, ExternalEngine } from './ports.ts'
import { createSightings } from './sightings.ts'

export type { RegistryChange } from './engine-table.ts'

export interface RegistryOptions {
  readonly runtime: string
  /** INSTANCE: containers of another one are neither listed nor touched. */
  readonly instance: string
  readonly store: Pick<EngineStore, 'remember' | 'forget'>
  readonly now: () => number
}

/**
 * The one owner of "which engines exist and how they are". Others hand in observations and judgements and read
 * immutable snapshots. Containers of ours that are no engines (`POST /provision`) are kept beside them.
 */
export interface Registry {
  readonly changes: Emitter<RegistryChange>
  list(): readonly Engine[]
  get(id: string): Engine | undefined
  /** By whole id, or a unique prefix of 12 or more. */
  find(id: string): Engine | undefined
  /** By any address we know of it, else by a port that only one engine has. */
  findByAddress(host: string, port: number): Engine | undefined
  /** Every container of ours: engines and generic ones. */
  containers(): readonly ContainerFacts[]
  container(id: string): ContainerFacts | undefined
  /** Names and ids of labelled containers that belong to another instance. */
  foreign(): readonly ContainerFacts[]
  /** One container, read from `moment` on: of one that was found gone since, the facts are of the past. */
  observe(facts: ContainerFacts, moment?: number): void
  /** The runtime says it is gone. */
  observeGone(id: string): void
  /** Take one before a reading begins, and hand it in with what was read. */
  moment(): number
  /**
   * A full re-read begun at `moment`: what is not in it is gone. What was observed singly after that moment is
   * newer than the list and stays as it is.
   */
  observeAll(facts: readonly ContainerFacts[], moment: number): void
  setStale(stale: boolean): void
  setHealth(
    id: string,
    health: Health,
    check: Check | null,
    answered: { version: string | null } | null,
  ): void
  setDial(id: string, dial: Address): void
  setResources(id: string, resources: Resources): void
  setUptime(id: string, uptime: Uptime | null): void
  setRemoval(id: string, removal: Removal | null): void
  /** Wishes to remove containers of ours that are no engines. */
  genericRemovals(): ReadonlyMap<string, Removal>
  setDrain(id: string, sinceMs: number | null): void
  setRestart(id: string, restart: Restart | null): void
  countRestart(id: string): void
  setJudgement(id: string, judgement: Pick<Engine, 'outdated' | 'note' | 'vpnDown'>): void
  markUsed(id: string, atMs: number): void
  setHandedOut(id: string, atMs: number | null): void
  /**
   * Takes up what was remembered before our start. Until then nothing is remembered: it would overwrite what could
   * not be read yet. A second call changes nothing.
   */
  recall(memory: readonly EngineMemory[]): void
  setChecks(id: string, checks: readonly Check[]): void
  addExternal(external: ExternalEngine): void
  dropExternal(id: string): void
}

export function createRegistry(options: RegistryOptions): Registry {
  const table = createEngineTable()
  const memories = createMemories(options.store)
  const sightings = createSightings()
  const generics = new Map<string, ContainerFacts>()
  const genericRemovals = new Map<string, Removal>()
  let foreign: readonly ContainerFacts[] = []

  function drop(id: string): void {
    generics.delete(id)
    genericRemovals.delete(id)
    if (table.get(id)) memories.forget(id)
    table.drop(id)
  }

  function patchAndRemember(id: string, change: Patch): void {
    const engine = table.patch(id, change)
    if (engine) memories.remember(engine)
  }

  function isOurs(facts: ContainerFacts): boolean {
    return facts.labels[LABELS.instance] === options.instance
  }

  function observeGone(id: string): void {
    sightings.noteGone(id)
    drop(id)
  }

  function take(facts: ContainerFacts): void {
    if (!isOurs(facts)) return
    if (kindOf(facts.labels) === 'generic') generics.set(facts.id, facts)
    else takeEngine(facts)
  }

  function takeEngine(facts: ContainerFacts): void {
    const now = options.now()
    const known = table.get(facts.id)
    if (known?.container && !known.stale && sameFacts(known.container, facts)) return
    const memory = memories.of(facts.id)
    const engine = known ? withFacts(known, facts, now) : newEngine(facts, options.runtime, memory, now)
    const isRestarted = known !== undefined && wasRestartedOutside(engine, known)
    const counted = isRestarted ? { ...engine, restarts: engine.restarts + 1 } : engine
    table.put(counted)
    if (isRestarted || !memory) memories.remember(counted)
  }

  function observeAll(facts: readonly ContainerFacts[], moment: number): void {
    foreign = facts.filter((each) => !isOurs(each))
    const isNewer = (id: string) => sightings.isNewerThan(id, moment)
    const present = new Set(facts.map((each) => each.id))
    const known = [
      ...table
        .list()
        .filter(({ container }) => container)
        .map(({ id }) => id),
      ...generics.keys(),
    ]
    for (const id of known) if (!present.has(id) && !isNewer(id)) observeGone(id)
    for (const each of facts) if (!isNewer(each.id)) take(each)
    sightings.settle(moment)
  }

  function recall(rows: readonly EngineMemory[]): void {
    if (!memories.recall(rows)) return
    for (const row of rows) {
      const engine = table.get(row.engineId)
      if (engine) table.patch(engine.id, withMemory(engine, row))
    }
    for (const engine of table.list()) memories.remember(engine)
  }

  return {
    changes: table.changes,
    list: table.list,
    get: table.get,
    find: (id) => {
      const meant = meantBy(
        id,
        table.list().map((engine) => engine.id),
      )
      return meant === undefined ? undefined : table.get(meant)
    },
    findByAddress: (host, port) => byAddress(table.list(), { host, port }),
    containers: () => [
      ...table.list().flatMap(({ container }) => (container ? [container] : [])),
      ...generics.values(),
    ],
    container: (id) => table.get(id)?.container ?? generics.get(id),
    foreign: () => foreign,
    observe: (facts, moment = sightings.moment()) => {
      if (sightings.isGoneSince(facts.id, moment)) return
      sightings.noteSeen(facts.id)
      take(facts)
    },
    observeGone,
    moment: sightings.moment,
    observeAll,
    setStale: (stale) => {
      for (const { id, container } of table.list()) if (container) table.patch(id, { stale })
    },
    setHealth: (id, health, check, answered) => {
      const engine = table.get(id)
      if (engine) table.patch(id, checked(engine, health, check, answered, options.now()))
    },
    setDial: (id, dial) => table.patch(id, { dial }),
    setResources: (id, resources) => table.patch(id, { resources }),
    setUptime: (id, uptime) => table.patch(id, { uptime }),
    setRemoval: (id, removal) => {
      if (!generics.has(id)) table.patch(id, { removal })
      else if (removal) genericRemovals.set(id, removal)
      else genericRemovals.delete(id)
    },
    genericRemovals: () => genericRemovals,
    setDrain: (id, sinceMs) => table.patch(id, { drainSinceMs: sinceMs }),
    setRestart: (id, restart) => table.patch(id, { restart }),
    countRestart: (id) => patchAndRemember(id, { restarts: (table.get(id)?.restarts ?? 0) + 1 }),
    setJudgement: (id, judgement) => table.patch(id, judgement),
    markUsed: (id, atMs) => patchAndRemember(id, { lastStreamUsageMs: atMs, handedOutAtMs: null }),
    setHandedOut: (id, atMs) => patchAndRemember(id, { handedOutAtMs: atMs }),
    recall,
    setChecks: (id, checks) => table.patch(id, { checks }),
    addExternal: (external) => table.put(externalEngine(external, options.now())),
    dropExternal: (id) => {
      if (table.get(id)?.container === null) drop(id)
    },
  }
}

/** An engine after one question about its health. */
function checked(
  engine: Engine,
  health: Health,
  check: Check | null,
  answered: { readonly version: string | null } | null,
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
