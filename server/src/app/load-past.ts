import type { AlertMemory } from '../alerts/ports.ts'
import type { EngineMemory, ExternalEngine, Intents } from '../engines/ports.ts'
import type { Incident } from '../incidents/incident.ts'
import type { StoredEvent } from '../journal/journal-event.ts'
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
  /** The open ones, and those resolved a moment ago. */
  readonly incidents: readonly Incident[]
  /** Who was told what of them. */
  readonly alerts: AlertMemory
}

const ENTRIES = 500

/** Null where the store can't be read: no reason not to start, engines are adopted from the runtime all the same. */
export async function loadPast(store: Store, logger: Logger, resolvedSinceMs: number): Promise<Past | null> {
  try {
    return await read(store, resolvedSinceMs)
  } catch (error) {
    logger.error({ reason: messageOf(error) }, 'the store can not be read: starting without what it knows')
    return null
  }
}

/** Hands the past to `take` as soon as the store can be read, until `take` has succeeded once. */
export function loadPastLater(
  store: Store,
  logger: Logger,
  resolvedSinceMs: number,
  take: (past: Past) => Promise<void>,
): void {
  const unsubscribe = store.database.changes.on(({ ok }) => {
    if (!ok) return
    read(store, resolvedSinceMs)
      .then(take)
      .then(unsubscribe, (error: unknown) =>
        logger.error({ reason: messageOf(error) }, 'what the store knows could not be taken up'),
      )
  })
}

async function read(store: Store, resolvedSinceMs: number): Promise<Past> {
  const [intents, memory, external, journal, incidents, alerts] = await Promise.all([
    store.intents.load(),
    store.engines.loadMemory(),
    store.engines.loadExternal(),
    store.journal.query({ limit: ENTRIES }),
    store.incidents.load(resolvedSinceMs),
    store.alerts.load(),
  ])
  return { intents, memory, external, journal, incidents, alerts }
}
