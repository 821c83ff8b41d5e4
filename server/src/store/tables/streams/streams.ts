import type { StreamQuery, StreamStore } from '../../../streams/ports.ts'
import type { Stream, StreamIds, StreamTotals } from '../../../streams/stream.ts'
import type { Row, SqlValue, Statement } from '../../connection/messages.ts'
import type { Database } from '../../database.ts'
import {
  BadValue,
  count,
  oneOf,
  optional,
  real,
  reason,
  reasonText,
  text,
  textsByName,
  time,
} from '../columns.ts'

/** What the next reading tells again. */
type NotKept = 'behindLiveS' | 'diagnosis' | 'diagnosisSinceMs'

/** Fields that are kept in another shape than they have here. */
type NotPlain =
  | NotKept
  | 'isLive'
  | 'labels'
  | 'replacedBy'
  | 'totals'
  | 'stored'
  | 'endDetail'
  | 'phaseReason'
type PlainField = Exclude<keyof Stream, NotPlain>

type Column = readonly [name: string, read: (row: Row, column: string) => unknown]

/** Columns that hold a field as it is, and what it must be. */
const PLAIN: Readonly<Record<PlainField, Column>> = {
  id: ['id', text],
  reportedId: ['reported_id', text],
  keyType: ['key_type', oneOf('content_id', 'infohash', 'url', 'magnet')],
  key: ['key', text],
  engineId: ['engine_id', text],
  engineName: ['engine_name', optional(text)],
  sessionId: ['session_id', text],
  engineSessionId: ['engine_session_id', optional(text)],
  statPath: ['stat_path', text],
  commandPath: ['command_path', text],
  title: ['title', optional(text)],
  source: ['source', oneOf('event', 'proxy')],
  startedAtMs: ['started_at_ms', time],
  endedAtMs: ['ended_at_ms', optional(time)],
  endReason: ['end_reason', optional(text)],
  phase: ['phase', oneOf('starting', 'active', 'stalled', 'unknown', 'ended')],
  phaseSinceMs: ['phase_since_ms', time],
  firstDataAtMs: ['first_data_at_ms', optional(time)],
  lastSampleAtMs: ['last_sample_at_ms', optional(time)],
  engineStatus: ['engine_status', optional(text)],
  progress: ['progress', optional(real)],
  peers: ['peers', optional(real)],
  speedDown: ['speed_down', optional(real)],
  speedUp: ['speed_up', optional(real)],
  downloaded: ['downloaded', optional(real)],
  uploaded: ['uploaded', optional(real)],
}

const TOTALS: Readonly<Record<keyof StreamTotals, Column>> = {
  samples: ['samples', count],
  sumSpeedDown: ['sum_speed_down', real],
  sumSpeedUp: ['sum_speed_up', real],
  peakSpeedDown: ['peak_speed_down', optional(real)],
  peakSpeedUp: ['peak_speed_up', optional(real)],
  peakPeers: ['peak_peers', optional(real)],
}

const PLAIN_COLUMNS = Object.entries(PLAIN) as [PlainField, Column][]
const TOTAL_COLUMNS = Object.entries(TOTALS) as [keyof StreamTotals, Column][]

export function createStreamStore(database: Database): StreamStore {
  return {
    load: (endedSinceMs) =>
      database.rows(
        toStream,
        'SELECT * FROM streams WHERE ended_at_ms IS NULL OR ended_at_ms >= ? ORDER BY started_at_ms',
        endedSinceMs,
      ),
    put: (stream) => database.write([upsert(stream), markContentStale(stream)]),
    get: async (id) => (await database.rows(toStream, GET, id, id))[0],
    query: (query) => {
      const { where, params } = conditions(query)
      const sql = `SELECT * FROM streams ${where} ORDER BY started_at_ms DESC, no DESC LIMIT ?`
      return database.rows(toStream, sql, ...params, query.limit)
    },
  }
}

/** By our own id, else what runs or the newest of those reported under it; two look-ups, so that each has its index. */
const GET = `SELECT * FROM (
    SELECT *, 1 AS is_ours FROM (SELECT * FROM streams WHERE id = ?)
    UNION ALL
    SELECT *, 0 FROM (
      SELECT * FROM streams WHERE reported_id = ? ORDER BY ended_at_ms IS NULL DESC, started_at_ms DESC, no DESC LIMIT 1
    )
  ) ORDER BY is_ours DESC LIMIT 1`

const ALL_COLUMNS = [
  ...PLAIN_COLUMNS.map(([, [column]]) => column),
  ...TOTAL_COLUMNS.map(([, [column]]) => column),
  'end_detail',
  'phase_reason',
  'is_live',
  'labels',
  'replaced_by',
  'replaced_by_id',
]

const UPSERT = `INSERT INTO streams (${ALL_COLUMNS.join(', ')}) VALUES (${ALL_COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${ALL_COLUMNS.slice(1)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`

function upsert(stream: Stream): Statement {
  return {
    sql: UPSERT,
    params: [
      ...PLAIN_COLUMNS.map(([field]) => stream[field]),
      ...TOTAL_COLUMNS.map(([field]) => stream.totals[field]),
      reasonText(stream.endDetail),
      reasonText(stream.phaseReason),
      stream.isLive ? 1 : 0,
      JSON.stringify(stream.labels),
      stream.replacedBy?.reportedId ?? null,
      stream.replacedBy?.id ?? null,
    ],
  }
}

function markContentStale({ keyType, key }: Stream): Statement {
  return { sql: 'INSERT OR IGNORE INTO stale_contents (key_type, key) VALUES (?, ?)', params: [keyType, key] }
}

function conditions(query: StreamQuery): { readonly where: string; readonly params: readonly SqlValue[] } {
  const filters: string[] = []
  const params: SqlValue[] = []
  if (query.status !== undefined)
    filters.push(query.status === 'started' ? 'ended_at_ms IS NULL' : 'ended_at_ms IS NOT NULL')
  if (query.engineId !== undefined) {
    filters.push('engine_id = ?')
    params.push(query.engineId)
  }
  if (query.endedSinceMs !== undefined) {
    filters.push('(ended_at_ms IS NULL OR ended_at_ms >= ?)')
    params.push(query.endedSinceMs)
  }
  if (query.before !== undefined) {
    filters.push('(started_at_ms, no) < (?, (SELECT no FROM streams WHERE id = ?))')
    params.push(query.before.startedAtMs, query.before.id)
  }
  return { where: filters.length === 0 ? '' : `WHERE ${filters.join(' AND ')}`, params }
}

function toStream(row: Row): Stream {
  const read = ([field, [column, as]]: readonly [string, Column]) => [field, as(row, column)]
  const plain = Object.fromEntries(PLAIN_COLUMNS.map(read))
  const totals = Object.fromEntries(TOTAL_COLUMNS.map(read))
  if (plain['phase'] === 'ended' && plain['endedAtMs'] === null)
    throw new BadValue('phase is ended, and ended_at_ms is not')
  return {
    ...(plain as unknown as Pick<Stream, PlainField>),
    totals: totals as unknown as StreamTotals,
    endDetail: optional(reason)(row, 'end_detail'),
    phaseReason: optional(reason)(row, 'phase_reason'),
    isLive: row['is_live'] === 1,
    labels: textsByName(row, 'labels'),
    replacedBy: replacedBy(row),
    behindLiveS: null,
    diagnosis: null,
    diagnosisSinceMs: null,
    stored: true,
  }
}

/** A row of before it had an id of ours may name a stream that is no longer kept. */
function replacedBy(row: Row): StreamIds | null {
  const reportedId = optional(text)(row, 'replaced_by')
  return reportedId === null ? null : { reportedId, id: optional(text)(row, 'replaced_by_id') ?? reportedId }
}
