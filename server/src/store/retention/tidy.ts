import type { Connection } from '../connection/connection.ts'
import { HOUR_MS, packHours } from '../samples/sample-hours.ts'
import { refreshContents } from '../tables/streams/content-refresh.ts'

const DAY_MS = 24 * HOUR_MS
const RAW_SAMPLES_MS = DAY_MS
const MINUTE_SAMPLES_MS = 14 * DAY_MS
const PROBES_MS = 7 * DAY_MS
const JOURNAL_MS = 90 * DAY_MS
const MOST_JOURNAL_ROWS = 200_000
const INCIDENTS_MS = 90 * DAY_MS
const MOST_INCIDENTS = 20_000
const ARCHIVE_MS = 7 * DAY_MS
const MOST_ARCHIVED = 500
const FLEET_RAW_MS = DAY_MS
/** The longest window of `GET /history` is 30 days; a free range reads hours beyond it. */
const FLEET_MINUTES_MS = 31 * DAY_MS
const FLEET_HOURS_MS = 366 * DAY_MS
const VPN_CHECKS_MS = 7 * DAY_MS

/** What one step may cost the other writes: it holds the writing thread for so long, or for so many rows. */
const PACK_BUDGET_MS = 15
const ROWS = 1_000
const ROWS_WITH_BLOBS = 100
const STREAMS = 20
const CONTENTS = 50

export interface TidyTimes {
  /** The wall clock as it is: decides what is moved, which loses nothing. */
  readonly nowMs: number
  /** A time that a jumping clock can't push ahead: decides what is deleted. */
  readonly trustedMs: number
  readonly statsRetentionDays: number
}

/** Each does a bounded piece of its work and returns true when there is more. */
const STEPS = {
  packHours: (connection, { nowMs }) => packHours(connection, { nowMs, budgetMs: PACK_BUDGET_MS }),
  dropRawSamples: (connection, { trustedMs }) =>
    connection.run(
      `DELETE FROM sample_raw WHERE rowid IN (SELECT rowid FROM sample_raw WHERE hour_ms < ? LIMIT ${ROWS_WITH_BLOBS})`,
      trustedMs - RAW_SAMPLES_MS - HOUR_MS,
    ) === ROWS_WITH_BLOBS,
  dropMinuteSamples: (connection, { trustedMs }) =>
    connection.run(
      `DELETE FROM sample_minutes WHERE rowid IN
         (SELECT rowid FROM sample_minutes WHERE hour_ms < ? LIMIT ${ROWS_WITH_BLOBS})`,
      trustedMs - MINUTE_SAMPLES_MS - HOUR_MS,
    ) === ROWS_WITH_BLOBS,
  dropSigns: (connection, { trustedMs }) =>
    connection.run(
      `DELETE FROM stream_signs WHERE (stream_no, at_ms) IN
         (SELECT s.stream_no, s.at_ms FROM streams AS t CROSS JOIN stream_signs AS s
          ON s.stream_no = t.no AND s.at_ms < ? LIMIT ${ROWS})`,
      trustedMs - MINUTE_SAMPLES_MS,
    ) === ROWS,
  dropHourSamples: (connection, times) =>
    connection.run(
      `DELETE FROM sample_hours WHERE (stream_no, hour_ms) IN
         (SELECT stream_no, hour_ms FROM sample_hours WHERE hour_ms < ? LIMIT ${ROWS})`,
      statsEndMs(times),
    ) === ROWS,
  dropStreams,
  dropProbes: (connection, { trustedMs }) =>
    connection.run(
      `DELETE FROM probes WHERE (engine_no, at_ms) IN (SELECT p.engine_no, p.at_ms FROM probe_engines AS e
         CROSS JOIN probes AS p ON p.engine_no = e.no AND p.at_ms < ? LIMIT ${ROWS})`,
      trustedMs - PROBES_MS,
    ) === ROWS,
  dropProbeHours: (connection, { trustedMs }) =>
    connection.run(
      `DELETE FROM probe_hours WHERE (engine_no, hour_ms) IN (SELECT p.engine_no, p.hour_ms FROM probe_engines AS e
         CROSS JOIN probe_hours AS p ON p.engine_no = e.no AND p.hour_ms < ? LIMIT ${ROWS})`,
      trustedMs - PROBES_MS - HOUR_MS,
    ) === ROWS,
  dropProbeEngines: (connection) => {
    connection.run(
      `DELETE FROM probe_engines WHERE NOT EXISTS (SELECT 1 FROM probes WHERE engine_no = no)
         AND NOT EXISTS (SELECT 1 FROM probe_hours WHERE engine_no = no)`,
    )
    return false
  },
  dropOldJournal: (connection, { trustedMs }) =>
    connection.run(
      `DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE at_ms < ? LIMIT ${ROWS})`,
      trustedMs - JOURNAL_MS,
    ) === ROWS,
  dropExcessJournal,
  dropOldIncidents: (connection, { trustedMs }) =>
    connection.run(
      `DELETE FROM incidents WHERE id IN (SELECT id FROM incidents WHERE resolved_at_ms < ? LIMIT ${ROWS})`,
      trustedMs - INCIDENTS_MS,
    ) === ROWS,
  dropExcessIncidents: (connection) =>
    connection.run(
      `DELETE FROM incidents WHERE resolved_at_ms IS NOT NULL AND id IN (SELECT id FROM incidents
         ORDER BY opened_at_ms DESC LIMIT ${ROWS} OFFSET ${MOST_INCIDENTS})`,
    ) === ROWS,
  dropArchive: (connection, { trustedMs }) =>
    connection.run(
      `DELETE FROM engine_archive WHERE rowid IN (SELECT rowid FROM engine_archive
         WHERE removed_at_ms < ? OR rowid NOT IN
           (SELECT rowid FROM engine_archive ORDER BY removed_at_ms DESC LIMIT ${MOST_ARCHIVED})
         LIMIT ${ROWS_WITH_BLOBS})`,
      trustedMs - ARCHIVE_MS,
    ) === ROWS_WITH_BLOBS,
  dropFleet: (connection, { trustedMs }) => {
    const raw = connection.run(
      `DELETE FROM fleet_raw WHERE at_ms IN (SELECT at_ms FROM fleet_raw WHERE at_ms < ? LIMIT ${ROWS})`,
      trustedMs - FLEET_RAW_MS,
    )
    const minutes = connection.run(
      `DELETE FROM fleet_minutes WHERE minute_ms IN
         (SELECT minute_ms FROM fleet_minutes WHERE minute_ms < ? LIMIT ${ROWS})`,
      trustedMs - FLEET_MINUTES_MS,
    )
    const hours = connection.run(
      `DELETE FROM fleet_hours WHERE hour_ms IN (SELECT hour_ms FROM fleet_hours WHERE hour_ms < ? LIMIT ${ROWS})`,
      trustedMs - FLEET_HOURS_MS,
    )
    return raw === ROWS || minutes === ROWS || hours === ROWS
  },
  dropVpnChecks: (connection, { trustedMs }) =>
    connection.run(
      `DELETE FROM vpn_checks WHERE (node, at_ms) IN
         (SELECT node, at_ms FROM vpn_checks WHERE at_ms < ? LIMIT ${ROWS})`,
      trustedMs - VPN_CHECKS_MS,
    ) === ROWS,
  refreshContents: (connection) => refreshContents(connection, { most: CONTENTS }) > 0,
} satisfies Record<string, (connection: Connection, times: TidyTimes) => boolean>

export type TidyStep = keyof typeof STEPS
export const TIDY_STEPS = Object.keys(STEPS) as readonly TidyStep[]

export function tidy(
  connection: Connection,
  { step, times }: { readonly step: TidyStep; readonly times: TidyTimes },
): boolean {
  return STEPS[step](connection, times)
}

function statsEndMs({ trustedMs, statsRetentionDays }: TidyTimes): number {
  return trustedMs - statsRetentionDays * DAY_MS
}

function dropStreams(connection: Connection, times: TidyTimes): boolean {
  const expired = connection.all(
    `SELECT no, key_type, key FROM streams WHERE ended_at_ms < ? LIMIT ${STREAMS}`,
    statsEndMs(times),
  )
  for (const row of expired) {
    const no = Number(row['no'])
    for (const table of ['sample_tail', 'sample_hours', 'sample_minutes', 'sample_raw', 'stream_signs'])
      connection.run(`DELETE FROM ${table} WHERE stream_no = ?`, no)
    connection.run('DELETE FROM streams WHERE no = ?', no)
    connection.run(
      'INSERT OR IGNORE INTO stale_contents (key_type, key) VALUES (?, ?)',
      String(row['key_type']),
      String(row['key']),
    )
  }
  return expired.length === STREAMS
}

function dropExcessJournal(connection: Connection): boolean {
  const rows = Number(connection.all('SELECT count(*) AS n FROM journal')[0]?.['n'])
  const excess = Math.min(ROWS, rows - MOST_JOURNAL_ROWS)
  if (excess <= 0) return false
  connection.run('DELETE FROM journal WHERE id IN (SELECT id FROM journal ORDER BY id LIMIT ?)', excess)
  return excess === ROWS
}
