import type { Removal } from '../engine.ts'
import type { ContainerFacts } from '../ports.ts'

/** Containers of ours that are no engines (`POST /provision`), and which of them are to be removed. */
export interface Generics {
  all(): readonly ContainerFacts[]
  get(id: string): ContainerFacts | undefined
  put(facts: ContainerFacts): void
  removals(): ReadonlyMap<string, Removal>
  setRemoval(id: string, removal: Removal | null): void
  drop(id: string): void
}

export function createGenerics(): Generics {
  const containers = new Map<string, ContainerFacts>()
  const removals = new Map<string, Removal>()
  return {
    all: () => [...containers.values()],
    get: (id) => containers.get(id),
    put: (facts) => containers.set(facts.id, facts),
    removals: () => removals,
    setRemoval: (id, removal) => {
      if (removal) removals.set(id, removal)
      else removals.delete(id)
    },
    drop: (id) => {
      containers.delete(id)
      removals.delete(id)
    },
  }
}
