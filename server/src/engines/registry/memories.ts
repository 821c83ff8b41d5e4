import type { Engine } from '../engine.ts'
import type { EngineMemory, EngineStore } from '../ports.ts'

/**
 * What survives a restart of ours about each engine. Until what was stored has been recalled nothing is remembered: it would
 * overwrite what could not be read yet.
 */
export interface Memories {
  of(id: string): EngineMemory | undefined
  remember(engine: Engine): void
  forget(id: string): void
  /** True the first time; what was stored counts from then on. */
  recall(rows: readonly EngineMemory[]): boolean
}

export function createMemories(store: Pick<EngineStore, 'remember' | 'forget'>): Memories {
  const memories = new Map<string, EngineMemory>()
  let isRecalled = false
  return {
    of: (id) => memories.get(id),
    remember: (engine) => {
      if (!engine.container || !isRecalled) return
      const memory = memoryOf(engine)
      memories.set(engine.id, memory)
      store.remember(memory)
    },
    forget: (id) => {
      memories.delete(id)
      store.forget(id)
    },
    recall: (rows) => {
      if (isRecalled) return false
      isRecalled = true
      for (const row of rows) memories.set(row.engineId, row)
      return true
    },
  }
}

function memoryOf(engine: Engine): EngineMemory {
  const { id: engineId, firstSeenMs, lastStreamUsageMs, handedOutAtMs, restarts } = engine
  return { engineId, firstSeenMs, lastStreamUsageMs, handedOutAtMs, restarts }
}
