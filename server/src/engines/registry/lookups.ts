import { byAddress, meantBy } from '../address-book.ts'
import type { Engine, Removal } from '../engine.ts'
import type { ContainerFacts } from '../ports.ts'
import type { EngineTable } from './engine-table.ts'
import type { Generics } from './generics.ts'

/** Immutable snapshots of what there is. */
export interface Lookups {
  list(): readonly Engine[]
  get(id: string): Engine | undefined
  /** By whole id, or a unique prefix of 12 or more. */
  find(id: string): Engine | undefined
  /** By any address we know of it, else by a port that only one engine has. */
  findByAddress(host: string, port: number): Engine | undefined
  /** Every container of ours: engines and generic ones. */
  containers(): readonly ContainerFacts[]
  container(id: string): ContainerFacts | undefined
  /** Wishes to remove containers of ours that are no engines. */
  genericRemovals(): ReadonlyMap<string, Removal>
}

export function lookupsIn(table: EngineTable, generics: Generics): Lookups {
  const ids = () => table.list().map(({ id }) => id)
  return {
    list: table.list,
    get: table.get,
    find: (given) => table.get(meantBy(given, ids()) ?? given),
    findByAddress: (host, port) => byAddress(table.list(), { host, port }),
    containers: () => [...table.list().flatMap(({ container }) => container ?? []), ...generics.all()],
    container: (id) => table.get(id)?.container ?? generics.get(id),
    genericRemovals: generics.removals,
  }
}
