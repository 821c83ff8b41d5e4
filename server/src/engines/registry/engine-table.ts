import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import { same } from '../../lib/same.ts'
import type { Engine } from '../engine.ts'

export type RegistryChange =
  | { readonly kind: 'changed'; readonly engine: Engine; readonly before: Engine | null }
  | { readonly kind: 'gone'; readonly engine: Engine }

/** The part of an engine that may be set by itself. */
export type Patch = Partial<Omit<Engine, 'id' | 'container' | 'engineSpec'>>

/** Engines by id; every change of one is emitted once. */
export interface EngineTable {
  readonly changes: Emitter<RegistryChange>
  /** The same array until something changes. */
  list(): readonly Engine[]
  get(id: string): Engine | undefined
  put(engine: Engine): void
  /** Emits nothing where the values are the same. Undefined: no such engine. */
  patch(id: string, change: Patch): Engine | undefined
  /** False: no such engine. */
  drop(id: string): boolean
}

export function createEngineTable(): EngineTable {
  const engines = new Map<string, Engine>()
  const changes = createEmitter<RegistryChange>()
  let listed: readonly Engine[] | null = null

  function put(engine: Engine): void {
    const before = engines.get(engine.id) ?? null
    engines.set(engine.id, engine)
    listed = null
    changes.emit({ kind: 'changed', engine, before })
  }

  return {
    changes,
    list: () => {
      listed ??= [...engines.values()]
      return listed
    },
    get: (id) => engines.get(id),
    put,
    patch: (id, change) => {
      const engine = engines.get(id)
      if (!engine) return undefined
      const keys = Object.keys(change) as (keyof Patch)[]
      if (keys.every((key) => same(engine[key], change[key]))) return engine
      const next = { ...engine, ...change }
      put(next)
      return next
    },
    drop: (id) => {
      const engine = engines.get(id)
      if (!engine) return false
      engines.delete(id)
      listed = null
      changes.emit({ kind: 'gone', engine })
      return true
    },
  }
}
