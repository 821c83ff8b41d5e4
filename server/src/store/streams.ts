import type { StreamQuery, StreamStore } from '../streams/ports.ts'
import type { Stream, StreamIds, StreamTotals } from '../streams/stream.ts'
import type { Database } from './database.ts'
import type { Row, SqlValue, Statement } from './messages.ts'

type PlainField = Exclude<keyof Stream, 'isLive' | 'labels' | 'replacedBy' | 'totals' | 'stored'>

/** Columns that hold a field as it is. */
const PLAIN: Readonly<Record<PlainField, string>> = {
  id: 'id',
  reportedId: 'reported_id',
  keyType: 'key_type',
  key: 'key',
  engineId: 'engine_id',
  engineName: 'engine_name',
  sessionId: 'session_id',
  engineSessionId: 'engine_session_id',
  statPath: 'stat_path',
  commandPath: 'command_path',
  title: 'title',
  source: 'source',
  startedAtMs: 'started_at_ms',
  endedAtMs: 'ended_at_ms',
  endReason: 'end_reason',
  endDetail: 'end_detail',
  phase: 'phase',
  phaseReason: 'phase_reason',
  phaseSinceMs: 'phase_since_ms',
  firstDataAtMs: 'first_data_at_ms',
  lastSampleAtMs: 'last_sample_at_ms',
  engineStatus: 'engine_status',
  progress: 'progress',
  peers: 'peers',
  speedDown: 'speed_down',
  speedUp: 'speed_up',
  downloaded: 'downloaded',
  uploaded: 'uploaded',
}

const TOTALS: Readonly<Record<keyof StreamTotals, string>> = {
  samples: 'samples',
  sumSpeedDown: 'sum_speed_down',
  sumSpeedUp: 'sum_speed_up',
  peakSpeedDown: 'peak_speed_down',
  peakSpeedUp: 'peak_speed_up',
  peakPeers: 'peak_peers',
}

const PLAIN_COLUMNS = Object.entries(PLAIN) as [PlainField, string][]
const TOTAL_COLUMNS = Object.entries(TOTALS) as [keyof StreamTotals, string][]

export function createStreamStore(database: Database): StreamStore {
  return {
    load: async (endedSinceMs) =>
      (
        await database.select(
          'SELECT * FROM streams WHERE ended_at_ms IS NULL OR ended_at_ms >= ? ORDER BY started_at_ms',
          endedSinceMs,
        )
      ).map(toStream),
    put: (stream) => database.write([upsert(stream), markContentStale(stream)]),
    get: async (id) => (await database.select(GET, id, id)).map(toStream)[0],
    query: async (query) => {
      const { where, params } = conditions(query)
      const sql = `SELECT * FROM streams ${where} ORDER BY started_at_ms DESC, no DESC LIMIT ?`
      return (await database.select(sql, ...params, query.limit)).map(toStream)
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
  ...PLAIN_COLUMNS.map(([, column]) => column),
  ...TOTAL_COLUMNS.map(([, column]) => column),
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
  return { where: filters.length === 0 ? '' : `WHERE ${filters.join(' AND ')}`, params }
}

function toStream(row: Row): Stream {
  const plain = Object.fromEntries(PLAIN_COLUMNS.map(([field, column]) => [field, row[column]]))
  const totals = Object.fromEntries(TOTAL_COLUMNS.map(([field, column]) => [field, row[column]]))
  return {
    ...(plain as unknown as Pick<Stream, PlainField>),
    totals: totals as unknown as StreamTotals,
    isLive: row['is_live'] === 1,
    labels: JSON.parse(String(row['labels'])) as Record<string, string>,
    replacedBy: replacedBy(row),
    stored: true,
  }
}

/** A row of before it had an id of ours may name a stream that is no longer kept. */
function replacedBy(row: Row): StreamIds | null {
  const reportedId = row['replaced_by'] as string | null
  return reportedId === null
    ? null
    : { reportedId, id: (row['replaced_by_id'] as string | null) ?? reportedId }
}
