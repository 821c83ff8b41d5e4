import type { EngineStore, IntentStore } from '../engines/ports.ts'
import type { ProbeStore } from '../health/ports.ts'
import type { ContentStore, FleetStore, HistoryKeeper } from '../history/ports.ts'
import type { JournalStore } from '../journal/journal-event.ts'
import type { SampleStore, StreamStore } from '../streams/ports.ts'
import type { VpnCheckStore } from '../vpn/ports.ts'
import { createContentStore } from './contents.ts'
import { type Database, type DatabaseOptions, openDatabase } from './database.ts'
import { createEngineStore } from './engines.ts'
import { createFleetStore } from './fleet.ts'
import { createIntentStore } from './intents.ts'
import { createJournalStore } from './journal.ts'
import { createHistoryKeeper } from './keeper.ts'
import { createProbeStore } from './probes.ts'
import { createSampleStore } from './samples.ts'
import { createStreamStore } from './streams.ts'
import { createVpnCheckStore } from './vpn-checks.ts'

/** Everything the domains keep, over one database. */
export interface Store {
  readonly database: Database
  readonly intents: IntentStore
  readonly engines: EngineStore
  readonly journal: JournalStore
  readonly probes: ProbeStore
  readonly streams: StreamStore
  readonly samples: SampleStore
  readonly contents: ContentStore
  readonly fleet: FleetStore
  readonly vpnChecks: VpnCheckStore
  readonly keeper: HistoryKeeper
  close(): Promise<void>
}

export interface StoreOptions extends DatabaseOptions {
  readonly statsRetentionDays: number
}

/**
 * Resolves whether or not the file could be opened: `database.status()` says so, and it is tried again for as long
 * as the store is open. Until the first success every read rejects with `store_unavailable`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const database = await openDatabase(options)
  return {
    database,
    intents: createIntentStore(database),
    engines: createEngineStore(database),
    journal: createJournalStore(database),
    probes: createProbeStore(database),
    streams: createStreamStore(database),
    samples: createSampleStore(database),
    contents: createContentStore(database),
    fleet: createFleetStore(database),
    vpnChecks: createVpnCheckStore(database),
    keeper: createHistoryKeeper({ ...options, database }),
    close: () => database.close(),
  }
}
