import { average, intoSteps, stepFor, thinned, type Window } from '../history/rollup.ts'
import type { Sample } from '../history/sample.ts'
import type { Connection } from './connection.ts'
import type { Row } from './messages.ts'
import { pack, unpack } from './packing.ts'

export const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** An hour is packed this long after its end, when its last sample has surely been written. */
const SETTLED_AFTER_MS = 120_000

export interface SampleWindow extends Window {
  readonly streamId: string
}

/** The samples of a window as finely as they are still kept and can be shown, oldest first. */
export function readSamples(connection: Connection, window: SampleWindow): readonly Sample[] {
  const no = connection.all('SELECT no FROM streams WHERE id = ?', window.streamId)[0]?.['no']
  if (no === undefined) return []
  const samples = [...readHours(connection, Number(no), window), ...readTail(connection, Number(no), window)]
    .filter(({ atMs }) => atMs >= window.sinceMs && atMs <= window.untilMs)
    .sort((a, b) => a.atMs - b.atMs)
  return thinned(samples, window)
}

function readHours(connection: Connection, no: number, window: SampleWindow): Sample[] {
  const rows = connection.all(
    `SELECT hour_ms AS at_ms, peers, speed_down, speed_up, downloaded, uploaded, status, ${packedFor(window)} AS packed
     FROM sample_hours WHERE stream_no = ? AND hour_ms >= ? AND hour_ms <= ? ORDER BY hour_ms`,
    no,
    hourOf(window.sinceMs),
    window.untilMs,
  )
  return rows.flatMap((row) =>
    row['packed'] instanceof Uint8Array ? unpack(row['packed']) : [toSample(row)],
  )
}

/** Reads no finer than the window can show: SQLite leaves the blobs it is not asked for on the disk. */
function packedFor(window: SampleWindow): string {
  const stepMs = stepFor(window)
  if (stepMs >= HOUR_MS) return 'NULL'
  return stepMs >= MINUTE_MS ? 'minutes' : 'coalesce(raw, minutes)'
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
      'SELECT stream_no, at_ms FROM sample_tail WHERE stream_no >= ? ORDER BY stream_no, at_ms LIMIT 1',
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
  const before = connection.all(
    'SELECT coalesce(raw, minutes) AS packed FROM sample_hours WHERE stream_no = ? AND hour_ms = ?',
    no,
    hourMs,
  )[0]?.['packed']
  const known = before instanceof Uint8Array ? unpack(before) : []
  const samples = [...known, ...readTail(connection, no, hour)].sort((a, b) => a.atMs - b.atMs)
  const whole = average(samples, hourMs)
  connection.run(
    `INSERT OR REPLACE INTO sample_hours
       (stream_no, hour_ms, peers, speed_down, speed_up, downloaded, uploaded, status, minutes, raw)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    no,
    hourMs,
    whole.peers,
    whole.speedDown,
    whole.speedUp,
    whole.downloaded,
    whole.uploaded,
    whole.status,
    pack(intoSteps(samples, MINUTE_MS)),
    pack(samples),
  )
  connection.run(
    'DELETE FROM sample_tail WHERE stream_no = ? AND at_ms >= ? AND at_ms <= ?',
    no,
    hour.sinceMs,
    hour.untilMs,
  )
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
