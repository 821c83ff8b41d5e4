import { firstSchema } from './001-first-schema.ts'
import { streamIds } from './002-stream-ids.ts'
import { journalParams } from './003-journal-params.ts'
import { incidents } from './004-incidents.ts'
import { fleetHours } from './005-fleet-hours.ts'
import { engineArchive } from './006-engine-archive.ts'
import { streamSigns } from './007-stream-signs.ts'
import { alerts } from './008-alerts.ts'
import type { Migration } from './migrate.ts'

/** In order of their versions, which count from 1 without a gap. */
export const MIGRATIONS: readonly Migration[] = [
  firstSchema,
  streamIds,
  journalParams,
  incidents,
  fleetHours,
  engineArchive,
  streamSigns,
  alerts,
]
