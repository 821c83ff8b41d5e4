// Everything that outlasts a run, in one SQLite file. `connection` reaches it, `writing` commits, `tables` turn rows into domain values,
// `samples` packs statistics, `retention` deletes what is past its time, `migrations` bring older files up to date.
import type { AlertStore } from '../alerts/ports.ts'
import type { ArchiveStore } from '../engines/archive/archived-engine.ts'
import type { EngineStore, IntentStore } from '../engines/ports.ts'
import type { ProbeStore } from '../health/ports.ts'
import type { ContentStore, FleetStore, HistoryKeeper } from '../history/ports.ts'
import type { IncidentStore } from '../incidents/ports.ts'
import type { JournalStore } from '../journal/journal-event.ts'
import type { Live } from '../lib/live.ts'
import type { SampleStore, SignStore, StreamStore } from '../streams/ports.ts'
import type { VpnCheckStore } from '../vpn/ports.ts'
import { type Database, type DatabaseOptions, openDatabase } from './database.ts'
import { createHistoryKeeper } from './retention/keeper.ts'
import { createSampleStore } from './samples/samples.ts'
import { createAlertStore } from './tables/alerts.ts'
import { createArchiveStore } from './tables/engines/engine-archive.ts'
import { createEngineStore } from './tables/engines/engines.ts'
import { createIntentStore } from './tables/engines/intents.ts'
import { createProbeStore } from './tables/engines/probes.ts'
import { createFleetStore } from './tables/fleet.ts'
import { createIncidentStore } from './tables/incidents.ts'
import { createJournalStore } from './tables/journal.ts'
import { createContentStore } from './tables/streams/contents.ts'
import { createSignStore } from './tables/streams/stream-signs.ts'
import { createStreamStore } from './tables/streams/streams.ts'
import { createVpnCheckStore } from './tables/vpn-checks.ts'

/** Everything the domains keep, over one database. */
export interface Store {
  readonly database: Database
  readonly intents: IntentStore
  readonly engines: EngineStore
  readonly archive: ArchiveStore
  readonly journal: JournalStore
  readonly incidents: IncidentStore
  readonly alerts: AlertStore
  readonly probes: ProbeStore
  readonly streams: StreamStore
  readonly samples: SampleStore
  readonly signs: SignStore
  readonly contents: ContentStore
  readonly fleet: FleetStore
  readonly vpnChecks: VpnCheckStore
  readonly keeper: HistoryKeeper
  close(): Promise<void>
}

export interface StoreOptions extends DatabaseOptions {
  readonly statsRetentionDays: Live<number>
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
    archive: createArchiveStore(database),
    journal: createJournalStore(database),
    incidents: createIncidentStore(database),
    alerts: createAlertStore(database),
    probes: createProbeStore(database),
    streams: createStreamStore(database),
    samples: createSampleStore(database),
    signs: createSignStore(database),
    contents: createContentStore(database),
    fleet: createFleetStore(database),
    vpnChecks: createVpnCheckStore(database),
    keeper: createHistoryKeeper({ ...options, database }),
    close: () => database.close(),
  }
}
