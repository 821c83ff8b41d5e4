import { type Address, isSameAddress } from '../lib/address.ts'
import { createEmitter, type Emitter } from '../lib/emitter.ts'
import { same } from '../lib/same.ts'
import { addressesOf, meantBy, onlyBearer, sameFacts } from './address-book.ts'
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
import { kindOf, LABELS } from './labels.ts'
import type { ContainerFacts, EngineMemory, EngineStore, ExternalEngine } from './ports.ts'

export type RegistryChange =
  | { readonly kind: 'changed'; readonly engine: Engine; readonly before: Engine | null }
  | { readonly kind: 'gone'; readonly engine: Engine }

export interface RegistryOptions {
  readonly runtime: string
  /** INSTANCE: containers of another one are neither listed nor touched. */
  readonly instance: string
  readonly store: Pick<EngineStore, 'remember' | 'forget'>
  readonly now: () => number
}

/** The part of an engine that others may set, each through its own method. */
type Patch = Partial<Omit<Engine, 'id' | 'container' | 'make'>>

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

/** Readings that began before so many others ended do not exist. */
const GRAVES = 1000

export function createRegistry(options: RegistryOptions): Registry {
  const engines = new Map<string, Engine>()
  const generics = new Map<string, ContainerFacts>()
  const genericRemovals = new Map<string, Removal>()
  /** When each container was last observed singly, gone or not, counted in observations. */
  const observedAt = new Map<string, number>()
  /** When each container was last found gone, oldest first. Docker uses no id twice. */
  const goneAt = new Map<string, number>()
  let tick = 0
  let strangers: readonly ContainerFacts[] = []
  const memories = new Map<string, EngineMemory>()
  let isRecalled = false
  const changes = createEmitter<RegistryChange>()
  let listed: readonly Engine[] | null = null

  function put(engine: Engine): void {
    const before = engines.get(engine.id) ?? null
    engines.set(engine.id, engine)
    listed = null
    changes.emit({ kind: 'changed', engine, before })
  }

  function drop(id: string): void {
    const engine = engines.get(id)
    generics.delete(id)
    genericRemovals.delete(id)
    if (!engine) return
    engines.delete(id)
    listed = null
    memories.delete(id)
    options.store.forget(id)
    changes.emit({ kind: 'gone', engine })
  }

  function patch(id: string, change: Patch): Engine | undefined {
    const engine = engines.get(id)
    if (!engine) return undefined
    const keys = Object.keys(change) as (keyof Patch)[]
    if (keys.every((key) => same(engine[key], change[key]))) return engine
    const next = { ...engine, ...change }
    put(next)
    return next
  }

  function patchAndRemember(id: string, change: Patch): void {
    const engine = patch(id, change)
    if (engine) remember(engine)
  }

  function remember(engine: Engine): void {
    if (!engine.container || !isRecalled) return
    const memory: EngineMemory = {
      engineId: engine.id,
      firstSeenMs: engine.firstSeenMs,
      lastStreamUsageMs: engine.lastStreamUsageMs,
      handedOutAtMs: engine.handedOutAtMs,
      restarts: engine.restarts,
    }
    memories.set(engine.id, memory)
    options.store.remember(memory)
  }

  function isOurs(facts: ContainerFacts): boolean {
    return facts.labels[LABELS.instance] === options.instance
  }

  function note(id: string): void {
    tick++
    observedAt.set(id, tick)
  }

  function bury(id: string): void {
    note(id)
    goneAt.set(id, tick)
    const [oldest] = goneAt.keys()
    if (goneAt.size > GRAVES && oldest !== undefined) goneAt.delete(oldest)
    drop(id)
  }

  function take(facts: ContainerFacts): void {
    if (!isOurs(facts)) return
    if (kindOf(facts.labels) === 'generic') {
      generics.set(facts.id, facts)
      return
    }
    const now = options.now()
    const known = engines.get(facts.id)
    if (known?.container && !known.stale && sameFacts(known.container, facts)) return
    const engine = known
      ? withFacts(known, facts, now)
      : newEngine(facts, options.runtime, memories.get(facts.id), now)
    const isRestarted = known !== undefined && wasRestartedOutside(engine, known)
    const counted = isRestarted ? { ...engine, restarts: engine.restarts + 1 } : engine
    put(counted)
    if (isRestarted || !memories.has(facts.id)) remember(counted)
  }

  return {
    changes,
    list: () => {
      listed ??= [...engines.values()]
      return listed
    },
    get: (id) => engines.get(id),
    find: (id) => {
      const exact = engines.get(id)
      if (exact) return exact
      const meant = meantBy(id, engines.keys())
      return meant === undefined ? undefined : engines.get(meant)
    },
    findByAddress: (host, port) =>
      onlyBearer(engines.values(), (engine) =>
        addressesOf(engine).some((address) => isSameAddress(address, { host, port })),
      ) ??
      onlyBearer(engines.values(), (engine) => addressesOf(engine).some((address) => address.port === port)),
    containers: () => [
      ...[...engines.values()].flatMap((engine) => (engine.container ? [engine.container] : [])),
      ...generics.values(),
    ],
    container: (id) => engines.get(id)?.container ?? generics.get(id),
    foreign: () => strangers,
    observe: (facts, moment = tick) => {
      if ((goneAt.get(facts.id) ?? 0) > moment) return
      note(facts.id)
      take(facts)
    },
    observeGone: bury,
    moment: () => tick,
    observeAll: (facts, moment) => {
      strangers = facts.filter((each) => !isOurs(each))
      const isNewer = (id: string) => (observedAt.get(id) ?? 0) > moment
      const present = new Set(facts.map((each) => each.id))
      for (const engine of [...engines.values()])
        if (engine.container && !present.has(engine.id) && !isNewer(engine.id)) bury(engine.id)
      for (const id of [...generics.keys()]) if (!present.has(id) && !isNewer(id)) bury(id)
      for (const each of facts) if (!isNewer(each.id)) take(each)
      for (const [id, at] of observedAt) if (at <= moment) observedAt.delete(id)
    },
    setStale: (stale) => {
      for (const engine of [...engines.values()]) if (engine.container) patch(engine.id, { stale })
    },
    setHealth: (id, health, check, answered) => {
      const engine = engines.get(id)
      if (!engine) return
      const checks = check ? [...engine.checks.slice(-(RECENT_CHECKS - 1)), check] : engine.checks
      patch(id, {
        health,
        checks,
        uptime: check ? withCheck(engine.uptime, check) : engine.uptime,
        lastSeenMs: answered ? (check?.atMs ?? engine.lastSeenMs) : engine.lastSeenMs,
        readyAtMs: engine.readyAtMs ?? (answered ? options.now() : null),
        version: answered?.version ?? engine.version,
      })
    },
    setDial: (id, dial) => patch(id, { dial }),
    setResources: (id, resources) => patch(id, { resources }),
    setUptime: (id, uptime) => patch(id, { uptime }),
    setRemoval: (id, removal) => {
      if (!generics.has(id)) patch(id, { removal })
      else if (removal) genericRemovals.set(id, removal)
      else genericRemovals.delete(id)
    },
    genericRemovals: () => genericRemovals,
    setDrain: (id, sinceMs) => patch(id, { drainSinceMs: sinceMs }),
    setRestart: (id, restart) => patch(id, { restart }),
    countRestart: (id) => patchAndRemember(id, { restarts: (engines.get(id)?.restarts ?? 0) + 1 }),
    setJudgement: (id, judgement) => patch(id, judgement),
    markUsed: (id, atMs) => patchAndRemember(id, { lastStreamUsageMs: atMs, handedOutAtMs: null }),
    setHandedOut: (id, atMs) => patchAndRemember(id, { handedOutAtMs: atMs }),
    recall: (rows) => {
      if (isRecalled) return
      isRecalled = true
      for (const row of rows) {
        memories.set(row.engineId, row)
        const engine = engines.get(row.engineId)
        if (engine) patch(engine.id, withMemory(engine, row))
      }
      for (const engine of engines.values()) remember(engine)
    },
    setChecks: (id, checks) => patch(id, { checks }),
    addExternal: (external) => put(externalEngine(external, options.now())),
    dropExternal: (id) => {
      if (engines.get(id)?.container === null) drop(id)
    },
  }
}
