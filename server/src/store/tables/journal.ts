import type { EventQuery, JournalStore, StoredEvent } from '../../journal/journal-event.ts'
import type { Row, SqlValue } from '../connection/messages.ts'
import type { Database } from '../database.ts'
import { jsonObject, oneOf, optional, text, time } from './columns.ts'

export function createJournalStore(database: Database): JournalStore {
  return {
    append: (event) => database.record([{ sql: UPSERT, params: toParams(event) }], 'events'),
    query: (query) => {
      const { where, params } = conditions(query)
      const sql = `SELECT * FROM journal ${where} ORDER BY id DESC LIMIT ?`
      return database.rows(toEvent, sql, ...params, query.limit)
    },
    lastId: async () => {
      const rows = await database.select('SELECT max(id) AS id FROM journal')
      return Number(rows[0]?.['id'] ?? 0)
    },
  }
}

/** An entry comes again when it was repeated (its details then count), when it turned out to belong to an incident, or when a crash left its commit unanswered. */
const UPSERT = `INSERT INTO journal (id, at_ms, type, category, severity, message, params, details, engine_id, stream_id,
    stream_short_id, vpn, incident_id)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET params = excluded.params, details = excluded.details,
    incident_id = coalesce(excluded.incident_id, incident_id) WHERE message = excluded.message`

function toParams(event: StoredEvent): SqlValue[] {
  const { id, atMs, type, category, severity, message, engineId, streamId, streamShortId, vpn } = event
  const params = event.params && JSON.stringify(event.params)
  const details = JSON.stringify(event.details)
  return [
    id,
    atMs,
    type,
    category,
    severity,
    message,
    params,
    details,
    engineId,
    streamId,
    streamShortId,
    vpn,
    event.incidentId,
  ]
}

function conditions(query: EventQuery): { readonly where: string; readonly params: readonly SqlValue[] } {
  const filters: readonly (readonly [sql: string, value: SqlValue | undefined])[] = [
    ['type = ?', query.type],
    ['engine_id = ?', query.engineId],
    ['(stream_id = ? OR stream_short_id = ?)', query.streamId],
    ['at_ms >= ?', query.sinceMs],
    ['at_ms <= ?', query.untilMs],
    ['severity IN (SELECT value FROM json_each(?))', query.severities && JSON.stringify(query.severities)],
    ['incident_id = ?', query.incidentId],
    ["message LIKE ? ESCAPE '\\'", query.text && `%${query.text.replace(/[\\%_]/g, '\\$&')}%`],
    ['id < ?', query.beforeId],
  ]
  const given = filters.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]))
  return {
    where: given.length === 0 ? '' : `WHERE ${given.map(({ sql }) => sql).join(' AND ')}`,
    params: given.flatMap(({ sql, value }) =>
      sql
        .split('?')
        .slice(1)
        .map(() => value),
    ),
  }
}

function toEvent(row: Row): StoredEvent {
  return {
    id: time(row, 'id'), // ids grow with time
    atMs: time(row, 'at_ms'),
    type: oneOf('engine', 'stream', 'vpn', 'health', 'system')(row, 'type'),
    category: text(row, 'category'),
    severity: oneOf('info', 'warning', 'critical')(row, 'severity'),
    message: text(row, 'message'),
    params: optional(jsonObject)(row, 'params'),
    details: jsonObject(row, 'details'),
    engineId: optional(text)(row, 'engine_id'),
    streamId: optional(text)(row, 'stream_id'),
    streamShortId: optional(text)(row, 'stream_short_id'),
    vpn: optional(text)(row, 'vpn'),
    incidentId: optional(text)(row, 'incident_id'),
  }
}
