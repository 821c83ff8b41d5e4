import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Action, AffectedEngine, AffectedStream, Incident, Subject } from '../../incidents/incident.ts'
import type { IncidentQuery, IncidentStore } from '../../incidents/ports.ts'
import { isObject, type JsonObject } from '../../lib/json.ts'
import type { Row, SqlValue } from '../connection/messages.ts'
import type { Database } from '../database.ts'
import { count, jsonObject, optional, text, time } from './columns.ts'

export function createIncidentStore(database: Database): IncidentStore {
  return {
    put: (incident) => database.record([{ sql: UPSERT, params: toParams(incident) }], 'events'),
    load: (resolvedSinceMs) =>
      database.rows(
        toIncident,
        'SELECT * FROM incidents WHERE resolved_at_ms IS NULL OR resolved_at_ms >= ? ORDER BY updated_at_ms',
        resolvedSinceMs,
      ),
    query: (query) => {
      const { where, params } = conditions(query)
      const sql = `SELECT * FROM incidents WHERE ${where} ORDER BY opened_at_ms DESC LIMIT ?`
      return database.rows(toIncident, sql, ...params, query.limit)
    },
  }
}

const COLUMNS = [
  'id',
  'key',
  'code',
  'severity',
  'message',
  'opened_at_ms',
  'first_opened_at_ms',
  'updated_at_ms',
  'resolved_at_ms',
  'count',
  'rest',
] as const

const UPSERT = `INSERT INTO incidents (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
  ON CONFLICT (id) DO UPDATE SET ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`

function toParams(incident: Incident): SqlValue[] {
  const { params, subject, reason, engines, streams, doing, can, outcome } = incident
  return [
    incident.id,
    incident.key,
    incident.code,
    incident.severity,
    incident.message,
    incident.openedAtMs,
    incident.firstOpenedAtMs,
    incident.updatedAtMs,
    incident.resolvedAtMs,
    incident.count,
    JSON.stringify({ params, subject, reason, engines, streams, doing, can, outcome }),
  ]
}

function conditions({ state, sinceMs }: IncidentQuery): {
  readonly where: string
  readonly params: SqlValue[]
} {
  const open = 'resolved_at_ms IS NULL'
  if (state === 'open') return { where: open, params: [] }
  const resolved = sinceMs === undefined ? 'resolved_at_ms IS NOT NULL' : 'resolved_at_ms >= ?'
  const params = sinceMs === undefined ? [] : [sinceMs]
  return { where: state === 'resolved' ? resolved : `(${open} OR ${resolved})`, params }
}

/** A newer version may have stored words that are not known here: they are kept, or stand for nothing. */
function toIncident(row: Row): Incident {
  const rest = jsonObject(row, 'rest')
  const severity = text(row, 'severity')
  return {
    id: text(row, 'id'),
    key: text(row, 'key'),
    code: text(row, 'code'),
    severity: severity === 'info' || severity === 'critical' ? severity : 'warning',
    message: text(row, 'message'),
    openedAtMs: time(row, 'opened_at_ms'),
    firstOpenedAtMs: time(row, 'first_opened_at_ms'),
    updatedAtMs: time(row, 'updated_at_ms'),
    resolvedAtMs: optional(time)(row, 'resolved_at_ms'),
    count: count(row, 'count'),
    params: objectIn(rest, 'params'),
    subject: subjectOf(objectIn(rest, 'subject')),
    reason: reasonIn(rest, 'reason'),
    engines: listIn(rest, 'engines', engineOf),
    streams: listIn(rest, 'streams', streamOf),
    doing: doingOf(rest['doing']),
    can: listIn(rest, 'can', (value) => (typeof value === 'string' ? (value as Action) : undefined)),
    outcome: reasonIn(rest, 'outcome'),
  }
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const value = object[name]
  return isObject(value) ? value : {}
}

function listIn<T>(object: JsonObject, name: string, read: (value: unknown) => T | undefined): T[] {
  const value = object[name]
  return Array.isArray(value) ? value.flatMap((each) => read(each) ?? []) : []
}

function textIn(object: JsonObject, name: string): string | null {
  const value = object[name]
  return typeof value === 'string' ? value : null
}

function timeIn(object: JsonObject, name: string): number | null {
  const value = object[name]
  return typeof value === 'number' ? value : null
}

function reasonIn(object: JsonObject, name: string): Reason | null {
  const value = object[name]
  return isObject(value) && typeof value['code'] === 'string' ? (value as unknown as Reason) : null
}

function subjectOf(value: JsonObject): Subject {
  const kind = (textIn(value, 'kind') ?? 'fleet') as Subject['kind']
  return { kind, id: textIn(value, 'id'), name: textIn(value, 'name') }
}

function engineOf(value: unknown): AffectedEngine | undefined {
  if (!isObject(value)) return undefined
  const id = textIn(value, 'id')
  return id === null ? undefined : { id, name: textIn(value, 'name') ?? id.slice(0, 12) }
}

function streamOf(value: unknown): AffectedStream | undefined {
  if (!isObject(value)) return undefined
  const id = textIn(value, 'id')
  if (id === null) return undefined
  return {
    id,
    reportedId: textIn(value, 'reportedId') ?? id,
    title: textIn(value, 'title'),
    content: textIn(value, 'content') ?? '',
    cut: value['cut'] === true,
    backAtMs: timeIn(value, 'backAtMs'),
  }
}

function doingOf(value: unknown): Incident['doing'] {
  const reason = isObject(value) ? reasonIn(value, 'reason') : null
  return isObject(value) && reason !== null ? { reason, atMs: timeIn(value, 'atMs') } : null
}
