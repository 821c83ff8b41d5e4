import type { EngineStore, IntentStore } from '../engines/ports.ts'
import type { ProbeStore } from '../health/ports.ts'
import type { JournalStore } from '../journal/domain-event.ts'
import { type Database, type DatabaseOptions, openDatabase } from './database.ts'
import { createEngineStore } from './engines.ts'
import { createIntentStore } from './intents.ts'
import { createJournalStore } from './journal.ts'
import { createProbeStore } from './probes.ts'

/** Everything the domains keep, over one database. */
export interface Store {
  readonly database: Database
  readonly intents: IntentStore
  readonly engines: EngineStore
  readonly journal: JournalStore
  readonly probes: ProbeStore
  close(): Promise<void>
}

/**
 * Resolves whether or not the file could be opened: `database.status()` says so, and it is tried again for as long
 * as the store is open. Until the first success every read rejects with `store_unavailable`.
 */
export async function openStore(options: DatabaseOptions): Promise<Store> {
  const database = await openDatabase(options)
  return {
    database,
    intents: createIntentStore(database),
    engines: createEngineStore(database),
    journal: createJournalStore(database),
    probes: createProbeStore(database),
    close: () => database.close(),
  }
}
