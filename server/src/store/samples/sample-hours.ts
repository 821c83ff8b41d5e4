import { average, intoSteps, stepFor, thinned, type Window } from '../../history/rollup.ts'
import type { Sample } from '../../history/sample.ts'
import type { Connection } from '../connection/connection.ts'
import type { Row, SqlValue } from '../connection/messages.ts'
import { pack, unpack } from './packing.ts'

export const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** Rows beyond are damage: their numbers are not exact here, so that they would be found again and again. */
const MOST_EXACT = Number.MAX_SAFE_INTEGER - HOUR_MS
/** An hour is packed this long after its end, when its last sample has surely been written. */
const SETTLED_AFTER_MS = 120_000

export interface SampleWindow extends Window {
  readonly streamId: string
}

/** The samples of a window, oldest first, as finely as all of it is still kept and as can be shown. */
export function readSamples(connection: Connection, asked: SampleWindow): readonly Sample[] {
  const no = Number(connection.all('SELECT no FROM streams WHERE id = ?', asked.streamId)[0]?.['no'] ?? 0)
  const tail = readTail(connection, no, asked)
  const hours = surveyHours(connection, no, asked)
  const window = spanOf(hours, tail, asked)
  const resolutionMs = Math.max(resolutionShown(window), hours.resolutionMs)
  const samples = [...readHours(connection, no, window, resolutionMs), ...tail]
    .filter(({ atMs }) => atMs >= window.sinceMs && atMs <= window.untilMs)
    .sort((a, b) => a.atMs - b.atMs)
  return thinned(samples, window, resolutionMs)
}

/** So many hours are read whole, in a few milliseconds: the extremes of readings are further apart than those of minutes. */
const READ_WHOLE = 48
/** So many are read by the minute. */
const READ_BY_MINUTE = 24 * 31

/** A step of half a minute is as well shown by minutes, which are read in a tenth of the time. */
function resolutionShown(window: Window): number {
  const stepMs = stepFor(window)
  const hours = (window.untilMs - window.sinceMs) / HOUR_MS
  if (stepMs >= HOUR_MS / 2 && hours > READ_BY_MINUTE) return HOUR_MS
  return stepMs >= MINUTE_MS / 2 && hours > READ_WHOLE ? MINUTE_MS : 0
}

/** What is packed of a window: from when to when, and the finest resolution that all of it has. */
interface Survey {
  readonly firstMs: number
  readonly endMs: number
  readonly resolutionMs: number
}

function surveyHours(connection: Connection, no: number, window: Window): Survey {
  const within = 'WHERE stream_no = ?1 AND hour_ms >= ?2 AND hour_ms <= ?3'
  const row = connection.all(
    `SELECT min(hour_ms) AS first_ms, max(hour_ms) AS last_ms, count(*) AS hours,
       (SELECT count(*) FROM sample_minutes ${within}) AS with_minutes,
       (SELECT count(*) FROM sample_raw ${within}) AS with_raw
     FROM sample_hours ${within}`,
    no,
    hourOf(window.sinceMs),
    window.untilMs,
  )[0]
  const hours = Number(row?.['hours'])
  return {
    firstMs: Number(row?.['first_ms'] ?? Number.POSITIVE_INFINITY),
    endMs: Number(row?.['last_ms'] ?? Number.NEGATIVE_INFINITY) + HOUR_MS,
    resolutionMs:
      Number(row?.['with_minutes']) < hours ? HOUR_MS : Number(row?.['with_raw']) < hours ? MINUTE_MS : 0,
  }
}

/** The part of the window that has samples: an hour seen through a window of a year is still shown finely. */
function spanOf(hours: Survey, tail: readonly Sample[], asked: Window): Window {
  const firstMs = Math.min(hours.firstMs, tail[0]?.atMs ?? Number.POSITIVE_INFINITY)
  const endMs = Math.max(hours.endMs, tail.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY)
  return {
    sinceMs: Math.max(asked.sinceMs, Math.min(firstMs, asked.untilMs)),
    untilMs: Math.min(asked.untilMs, Math.max(endMs, asked.sinceMs)),
    limit: asked.limit,
  }
}

function readHours(connection: Connection, no: number, window: Window, resolutionMs: number): Sample[] {
  const read = (columns: string, table: string) =>
    connection.all(
      `SELECT ${columns} FROM ${table} WHERE stream_no = ? AND hour_ms >= ? AND hour_ms <= ? ORDER BY hour_ms`,
      no,
      hourOf(window.sinceMs),
      window.untilMs,
    )
  if (resolutionMs === HOUR_MS) return read('*, hour_ms AS at_ms', 'sample_hours').map(toSample)
  const rows = read('packed', resolutionMs === MINUTE_MS ? 'sample_minutes' : 'sample_raw')
  return rows.flatMap(({ packed }) => unpackOr(packed, []))
}

function readTail(
  connection: Connection,
  no: number,
  { sinceMs, untilMs }: Pick<Window, 'sinceMs' | 'untilMs'>,
) {
  return connection
    .all(
      'SELECT * FROM sample_tail WHERE stream_no = ? AND at_ms >= ? AND at_ms <= ? ORDER BY at_ms',
      no,
      sinceMs,
      untilMs,
    )
    .map(toSample)
}

/** Packs hours that are over, one stream's hour after the other, for `budgetMs`; true when some are left. */
export function packHours(
  connection: Connection,
  { nowMs, budgetMs }: { readonly nowMs: number; readonly budgetMs: number },
): boolean {
  const overBeforeMs = hourOf(nowMs - SETTLED_AFTER_MS)
  const deadline = performance.now() + budgetMs
  let from = 0
  for (;;) {
    const oldest = connection.all(
      `SELECT stream_no, at_ms FROM sample_tail WHERE stream_no BETWEEN ? AND ${MOST_EXACT} AND at_ms BETWEEN 0 AND ${MOST_EXACT}
       ORDER BY stream_no, at_ms LIMIT 1`,
      from,
    )[0]
    if (!oldest) return false
    const no = Number(oldest['stream_no'])
    const atMs = Number(oldest['at_ms'])
    if (atMs >= overBeforeMs) from = no + 1
    else if (performance.now() > deadline) return true
    else packHour(connection, no, hourOf(atMs))
  }
}

/** Samples that come to an hour already packed (the clock was set back) join those in it. */
function packHour(connection: Connection, no: number, hourMs: number): void {
  const hour = { sinceMs: hourMs, untilMs: hourMs + HOUR_MS - 1 }
  const samples = [...unpackHour(connection, no, hourMs), ...readTail(connection, no, hour)].sort(
    (a, b) => a.atMs - b.atMs,
  )
  const { peers, speedDown, speedUp, downloaded, uploaded, status } = average(samples, hourMs)
  connection.run(
    `INSERT OR REPLACE INTO sample_hours
       (stream_no, hour_ms, peers, speed_down, speed_up, downloaded, uploaded, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    no,
    hourMs,
    peers,
    speedDown,
    speedUp,
    downloaded,
    uploaded,
    status,
  )
  const insertInto = (table: string) =>
    `INSERT OR REPLACE INTO ${table} (stream_no, hour_ms, packed) VALUES (?, ?, ?)`
  connection.run(insertInto('sample_minutes'), no, hourMs, pack(intoSteps(samples, MINUTE_MS)))
  connection.run(insertInto('sample_raw'), no, hourMs, pack(samples))
  connection.run(
    'DELETE FROM sample_tail WHERE stream_no = ? AND at_ms >= ? AND at_ms <= ?',
    no,
    hour.sinceMs,
    hour.untilMs,
  )
}

function unpackHour(connection: Connection, no: number, hourMs: number): Sample[] {
  for (const table of ['sample_raw', 'sample_minutes']) {
    const sql = `SELECT packed FROM ${table} WHERE stream_no = ? AND hour_ms = ?`
    const samples = unpackOr(connection.all(sql, no, hourMs)[0]?.['packed'], null)
    if (samples !== null) return samples
  }
  return []
}

/** Damaged bytes lose their hour alone. */
function unpackOr<T>(packed: SqlValue | undefined, otherwise: T): Sample[] | T {
  try {
    return packed instanceof Uint8Array ? unpack(packed) : otherwise
  } catch {
    return otherwise
  }
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / HOUR_MS) * HOUR_MS
}

function toSample(row: Row): Sample {
  return {
    atMs: Number(row['at_ms']),
    peers: row['peers'] as number | null,
    speedDown: row['speed_down'] as number | null,
    speedUp: row['speed_up'] as number | null,
    downloaded: row['downloaded'] as number | null,
    uploaded: row['uploaded'] as number | null,
    status: row['status'] as string | null,
  }
}
