import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { meantBy } from '../address-book.ts'
import type { CommandsOptions } from '../commands.ts'
import { isExternal } from '../engine.ts'
import { notFound } from './not-found.ts'

const REMOVED: Reason = { code: 'removed_by_operator' }

/** How long a deletion that already happened still answers as done. */
const REPEATABLE_FOR_MS = 600_000

/** Stores the wish to remove an engine or a generic container of ours; answers its whole id. */
export function createRemoval({ registry, intents, wake, clock }: CommandsOptions) {
  const recent = createRecentIds(() => clock.elapsedMs())

  /** Undefined: there is nothing of ours by that name now. */
  function target(id: string): string | undefined {
    const engine = registry.find(id)
    if (engine && !isExternal(engine)) return engine.id
    return registry.container(id)?.id
  }

  return async (id: string, why = REMOVED): Promise<string> => {
    const found = target(id)
    if (found === undefined) {
      const before = recent.find(id)
      if (before === undefined) throw notFound(id)
      return before
    }
    recent.note(found)
    if (registry.get(found)?.removal) return found
    const atMs = clock.now()
    await intents.put({ kind: 'remove', engineId: found, atMs, why })
    registry.setRemoval(found, { atMs, why, cause: 'operator' })
    wake()
    return found
  }
}

/** Ids whose removal was asked for within the last ten minutes. */
function createRecentIds(elapsedMs: () => number) {
  const noted = new Map<string, number>()
  return {
    note: (id: string) => noted.set(id, elapsedMs()),
    /** By whole id, or a unique prefix of 12 or more. */
    find: (id: string): string | undefined => {
      const nowMs = elapsedMs()
      for (const [each, atMs] of noted) if (nowMs - atMs > REPEATABLE_FOR_MS) noted.delete(each)
      return meantBy(id, noted.keys())
    },
  }
}
