/** A database that has seen a year, made in seconds: what the heaviest questions are asked of. */
import { join } from 'node:path'
import type { Sample } from '../../server/src/history/sample.ts'
import { type Connection, openConnection } from '../../server/src/store/connection/connection.ts'
import type { SqlValue } from '../../server/src/store/connection/messages.ts'
import { DATABASE_FILE } from '../../server/src/store/database.ts'
import { pack } from '../../server/src/store/samples/packing.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const LONG_STREAMS = 4
const SHORT_STREAMS = 20_000
const JOURNAL_ENTRIES = 100_000

/** Ids of the streams whose statistics reach back a year. */
export const LONG_STREAM_IDS = Array.from({ length: LONG_STREAMS }, (_, index) => `long-${index}`)

/** Fills a new database in that folder as a year of use would have. */
export function writeYear(dataDir: string, nowMs: number): void {
  const connection = openConnection({ role: 'writer', path: join(dataDir, DATABASE_FILE), sync: 'normal' })
  connection.transaction(() => {
    for (const [index, id] of LONG_STREAM_IDS.entries()) writeLongStream(connection, index + 1, id, nowMs)
    for (let index = 0; index < SHORT_STREAMS; index++) writeShortStream(connection, index, nowMs)
    for (let index = 0; index < JOURNAL_ENTRIES; index++) writeEntry(connection, index, nowMs)
    for (let minute = 0; minute < 30 * 24 * 60; minute++)
      writeFleetMinute(connection, nowMs - minute * MINUTE_MS)
  })
  connection.close()
}

function insert(connection: Connection, table: string, row: Readonly<Record<string, SqlValue>>): void {
  const columns = Object.keys(row)
  const marks = columns.map(() => '?').join(', ')
  connection.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`, ...Object.values(row))
}

function writeStream(connection: Connection, row: Readonly<Record<string, SqlValue>>): void {
  insert(connection, 'streams', {
    key_type: 'infohash',
    engine_id: 'an-engine-of-last-year',
    engine_name: 'acestream-1',
    session_id: 'session',
    stat_path: '/ace/stat/aa/bb',
    command_path: '/ace/cmd/aa/bb',
    is_live: 1,
    labels: JSON.stringify({ agent: 'a player with a long name', channel: 'a channel' }),
    source: 'event',
    phase: 'ended',
    end_reason: 'reported',
    samples: 10,
    sum_speed_down: 5000,
    sum_speed_up: 100,
    ...row,
  })
}

/** Recorded for a whole year: hours of all of it, minutes of two weeks, samples of the last day. */
function writeLongStream(connection: Connection, no: number, id: string, nowMs: number): void {
  const lastHourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS - HOUR_MS
  writeStream(connection, {
    no,
    id,
    key: `${'0'.repeat(39)}${no}`,
    started_at_ms: nowMs - 365 * DAY_MS,
    ended_at_ms: nowMs - HOUR_MS,
    phase_since_ms: nowMs - HOUR_MS,
  })
  for (let hour = 0; hour < 365 * 24; hour++) {
    const hourMs = lastHourMs - hour * HOUR_MS
    const [average] = samplesOf(hourMs, HOUR_MS)
    if (average === undefined) continue
    insert(connection, 'sample_hours', {
      stream_no: no,
      hour_ms: hourMs,
      peers: average.peers,
      speed_down: average.speedDown,
      speed_up: average.speedUp,
      downloaded: average.downloaded,
      uploaded: average.uploaded,
      status: average.status,
    })
    const packed = { stream_no: no, hour_ms: hourMs }
    if (hour < 14 * 24)
      insert(connection, 'sample_minutes', { ...packed, packed: pack(samplesOf(hourMs, MINUTE_MS)) })
    if (hour < 24) insert(connection, 'sample_raw', { ...packed, packed: pack(samplesOf(hourMs, 5000)) })
  }
}

function samplesOf(hourMs: number, stepMs: number): Sample[] {
  return Array.from({ length: HOUR_MS / stepMs }, (_, index) => {
    const atMs = hourMs + index * stepMs
    return {
      atMs,
      peers: 20 + (index % 7),
      speedDown: 800 + (index % 50),
      speedUp: 40 + (index % 9),
      downloaded: atMs,
      uploaded: Math.floor(atMs / 10),
      status: 'dl',
    }
  })
}

function writeShortStream(connection: Connection, index: number, nowMs: number): void {
  const startedAtMs = nowMs - Math.floor(((index + 1) / SHORT_STREAMS) * 365 * DAY_MS)
  writeStream(connection, {
    no: LONG_STREAMS + 1 + index,
    id: `short-${index}`,
    key: (index % 2000).toString(16).padStart(40, '0'),
    title: `Channel ${index % 2000}`,
    started_at_ms: startedAtMs,
    ended_at_ms: startedAtMs + 20 * MINUTE_MS,
    phase_since_ms: startedAtMs,
    first_data_at_ms: startedAtMs + 3000,
  })
}

function writeEntry(connection: Connection, index: number, nowMs: number): void {
  insert(connection, 'journal', {
    at_ms: nowMs - (JOURNAL_ENTRIES - index) * MINUTE_MS,
    type: index % 5 === 0 ? 'vpn' : 'stream',
    category: 'ended',
    message: `stream short-${index} ended: viewer left after a while, and this sentence is as long as they are`,
    details: JSON.stringify({ reason: 'reported', duration_s: index }),
    stream_id: `short-${index}`,
  })
}

function writeFleetMinute(connection: Connection, atMs: number): void {
  insert(connection, 'fleet_minutes', {
    minute_ms: Math.floor(atMs / MINUTE_MS) * MINUTE_MS,
    samples: 12,
    viewer_samples: 0,
    streams_active: 24,
    streams_stalled: 1,
    viewers: 0,
    engines_healthy: 24,
    engines_unhealthy: 0,
    engines_unknown: 0,
    speed_down: 9000,
    speed_up: 300,
  })
}
