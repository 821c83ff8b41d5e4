import type { EngineMemory, ExternalEngine, Intents } from '../engines/ports.ts'
import type { StoredEvent } from '../journal/domain-event.ts'
import { messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/log.ts'
import type { Store } from '../store/open.ts'

/** What the store knows from before our start. */
export interface Past {
  readonly intents: Intents
  readonly memory: readonly EngineMemory[]
  readonly external: readonly ExternalEngine[]
  /** The newest journal entries, newest first. */
  readonly journal: readonly StoredEvent[]
}

const NOTHING: Past = { intents: { engines: [], scale: null }, memory: [], external: [], journal: [] }

const ENTRIES = 500

/**
 * Reads the past. A store that can't be read is no reason not to start: engines are adopted from the runtime all the
 * same, and `later` is called with the past once it can be.
 */
export async function loadPast(store: Store, logger: Logger, later: (past: Past) => void): Promise<Past> {
  try {
    return await read(store)
  } catch (error) {
    logger.error({ reason: messageOf(error) }, 'the store can not be read: starting without what it knows')
    const unsubscribe = store.database.changes.on(({ ok }) => {
      if (!ok) return
      unsubscribe()
      read(store).then(later, (again: unknown) =>
        logger.error({ reason: messageOf(again) }, 'what the store knows could not be taken up'),
      )
    })
    return NOTHING
  }
}

async function read(store: Store): Promise<Past> {
  const [intents, memory, external, journal] = await Promise.all([
    store.intents.load(),
    store.engines.loadMemory(),
    store.engines.loadExternal(),
    store.journal.query({ limit: ENTRIES }),
  ])
  return { intents, memory, external, journal }
}
