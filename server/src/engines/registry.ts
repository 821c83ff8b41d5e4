import type { Emitter } from '../lib/emitter.ts'
import type { EngineStore } from './ports.ts'
import { type Edits, editsOf } from './registry/edits.ts'
import { createEngineTable, type RegistryChange } from './registry/engine-table.ts'
import { createGenerics } from './registry/generics.ts'
import { type Lookups, lookupsIn } from './registry/lookups.ts'
import { createMemories } from './registry/memories.ts'
import { createObservations, type Observations } from './registry/observations.ts'

export type { RegistryChange } from './registry/engine-table.ts'

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
export interface Registry extends Lookups, Omit<Observations, 'drop'>, Edits {
  readonly changes: Emitter<RegistryChange>
  dropExternal(id: string): void
}

export function createRegistry(options: RegistryOptions): Registry {
  const table = createEngineTable()
  const generics = createGenerics()
  const memories = createMemories(options.store)
  const { drop, ...observations } = createObservations({ ...options, table, generics, memories })
  return {
    changes: table.changes,
    ...lookupsIn(table, generics),
    ...observations,
    ...editsOf(table, generics, memories, options.now),
    dropExternal: (id) => {
      if (table.get(id)?.container === null) drop(id)
    },
  }
}
