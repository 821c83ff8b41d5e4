import type { Uptime } from '../../../engines/engine.ts'
import type { ProbeRow, ProbeStore } from '../../../health/ports.ts'
import type { Row, Statement } from '../../connection/messages.ts'
import type { Database } from '../../database.ts'
import { count, optional, reason as readReason, real, reasonText, text, time } from '../columns.ts'

const HOUR_MS = 3_600_000
/** No engine is probed more often; a sum over more would overflow, and fail for all engines. */
const MOST_PER_HOUR = 1_000_000

export function createProbeStore(database: Database): ProbeStore {
  return {
    append: (row) => database.record(insert(row), 'telemetry'),
    recent: async (engineIds, limit) => {
      const rows = await database.rows(toProbe, RECENT, JSON.stringify(engineIds), Math.max(limit, 1) - 1)
      return Map.groupBy(rows, ({ engineId }) => engineId)
    },
    history: async (engineId, sinceMs, limit) =>
      [...(await database.rows(toProbe, HISTORY, engineId, sinceMs, limit))].reverse(),
    uptime: async (sinceMs) => {
      const firstHourMs = Math.ceil(sinceMs / HOUR_MS) * HOUR_MS
      const rows = await database.rows(toUptime, UPTIME, firstHourMs, sinceMs, firstHourMs)
      return new Map(rows)
    },
  }
}

/** Repeatable without effect: a probe already there is neither stored nor counted again. */
function insert({ engineId, atMs, ok, latencyMs, reason }: ProbeRow): readonly Statement[] {
  const latency = latencyMs === null ? null : Math.round(latencyMs)
  return [
    { sql: 'INSERT OR IGNORE INTO probe_engines (engine_id) VALUES (?)', params: [engineId] },
    {
      sql: `INSERT OR IGNORE INTO probes (engine_no, at_ms, latency_ms, reason)
        SELECT no, ?, ?, ? FROM probe_engines WHERE engine_id = ?`,
      params: [atMs, latency, ok ? null : (reasonText(reason) ?? ''), engineId],
    },
    {
      sql: `INSERT INTO probe_hours (engine_no, hour_ms, ok, total)
        SELECT no, ?, ?, 1 FROM probe_engines WHERE engine_id = ? AND changes() > 0
        ON CONFLICT (engine_no, hour_ms) DO UPDATE SET ok = ok + excluded.ok, total = total + 1`,
      params: [Math.floor(atMs / HOUR_MS) * HOUR_MS, ok ? 1 : 0, engineId],
    },
  ]
}

/** From the newest row of each engine down to the one at the limit. */
const RECENT = `
  SELECT e.engine_id, p.at_ms, p.latency_ms, p.reason
  FROM json_each(?1) AS asked
  JOIN probe_engines AS e ON e.engine_id = asked.value
  JOIN probes AS p ON p.engine_no = e.no AND p.at_ms >= coalesce(
    (SELECT at_ms FROM probes WHERE engine_no = e.no ORDER BY at_ms DESC LIMIT 1 OFFSET ?2), 0)
  ORDER BY e.no, p.at_ms`

const HISTORY = `
  SELECT e.engine_id, p.at_ms, p.latency_ms, p.reason
  FROM probe_engines AS e JOIN probes AS p ON p.engine_no = e.no
  WHERE e.engine_id = ? AND p.at_ms >= ? ORDER BY p.at_ms DESC LIMIT ?`

/** Whole hours from their counts, and the rest of the first hour from its probes, engine by engine (CROSS JOIN keeps that order). */
const UPTIME = `
  SELECT e.engine_id, sum(counted.ok) AS ok, sum(counted.total) AS total
  FROM probe_engines AS e JOIN (
    SELECT engine_no, ok, total FROM probe_hours WHERE hour_ms >= ? AND ok BETWEEN 0 AND total AND total <= ${MOST_PER_HOUR}
    UNION ALL
    SELECT p.engine_no, count(*) - count(p.reason), count(*)
    FROM probe_engines AS f CROSS JOIN probes AS p ON p.engine_no = f.no AND p.at_ms >= ? AND p.at_ms < ?
    GROUP BY p.engine_no
  ) AS counted ON counted.engine_no = e.no
  GROUP BY e.no`

function toUptime(row: Row): [string, Uptime] {
  return [text(row, 'engine_id'), { ok: count(row, 'ok'), total: count(row, 'total') }]
}

function toProbe(row: Row): ProbeRow {
  const stored = optional(text)(row, 'reason')
  return {
    engineId: text(row, 'engine_id'),
    atMs: time(row, 'at_ms'),
    ok: stored === null,
    latencyMs: optional(real)(row, 'latency_ms'),
    reason: stored === null || stored === '' ? null : readReason(row, 'reason'),
  }
}
