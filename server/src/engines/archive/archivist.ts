import type { Clock } from '../../lib/clock.ts'
import { type Engine, isExternal, lifecycleOf } from '../engine.ts'
import type { ContainerReader } from '../ports.ts'
import type { Registry, RegistryChange } from '../registry.ts'
import { type ArchivedEngine, type ArchiveStore, archivedEngine } from './archived-engine.ts'
import { readTail, type Tail } from './log-tail.ts'

export interface ArchivistOptions {
  readonly registry: Pick<Registry, 'changes'>
  readonly logs: ContainerReader
  readonly store: ArchiveStore
  readonly clock: Clock
}

/** Keeps what is to be kept of engines that are gone. */
export interface Archivist {
  /** Before its container is removed: resolves within a second. */
  beforeRemoval(id: string): Promise<void>
  /** By whole id, or a prefix of 12 or more. */
  find(id: string): Promise<ArchivedEngine | undefined>
}

/** The newest ones, found also while the store is down. */
const IN_MEMORY = 20

/** Reads the log of an engine when it dies or is about to be removed, and keeps all of it once it is gone. */
export function createArchivist({ registry, logs, store, clock }: ArchivistOptions): Archivist {
  const tails = new Map<string, Promise<Tail>>()
  const newest: ArchivedEngine[] = []

  function tailOf(id: string): Promise<Tail> {
    const tail = readTail(logs, clock, id)
    tails.set(id, tail)
    return tail
  }

  async function keep(engine: Engine): Promise<void> {
    const removedAtMs = clock.now()
    const tail = isExternal(engine)
      ? NOT_OURS
      : await (tails.get(engine.id) ?? readTail(logs, clock, engine.id))
    tails.delete(engine.id)
    const archived = archivedEngine(engine, removedAtMs, tail)
    newest.unshift(archived)
    newest.length = Math.min(newest.length, IN_MEMORY)
    store.put(archived)
  }

  registry.changes.on((change) => {
    if (change.kind === 'gone') void keep(change.engine)
    else if (hasDied(change)) void tailOf(change.engine.id)
    else if (runsAgain(change)) tails.delete(change.engine.id)
  })

  return {
    beforeRemoval: async (id) => {
      await tailOf(id)
    },
    find: async (id) => newest.find((each) => isMeant(each, id)) ?? (await store.get(id)),
  }
}

const NOT_OURS: Tail = { lines: [], missing: { code: 'not_an_engine_of_ours' } }

function hasDied({ engine, before }: Extract<RegistryChange, { kind: 'changed' }>): boolean {
  return lifecycleOf(engine) === 'failed' && (before === null || lifecycleOf(before) !== 'failed')
}

function runsAgain({ engine, before }: Extract<RegistryChange, { kind: 'changed' }>): boolean {
  return before !== null && lifecycleOf(before) === 'failed' && lifecycleOf(engine) !== 'failed'
}

const SHORTEST_PREFIX = 12

function isMeant({ id }: ArchivedEngine, asked: string): boolean {
  return id === asked || (asked.length >= SHORTEST_PREFIX && id.startsWith(asked))
}
