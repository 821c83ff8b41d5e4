import { same } from '../../lib/same.ts'
import type { VpnCheckRow, VpnCheckStore } from '../../vpn/ports.ts'
import type { Row, Statement } from '../connection/messages.ts'
import type { Database } from '../database.ts'
import { optional, port, real, reason, reasonText, text, time } from './columns.ts'

/** A check that says nothing new is kept only once in so long. */
const UNCHANGED_EVERY_MS = 60_000

export function createVpnCheckStore(database: Database): VpnCheckStore {
  const lastKept = new Map<string, VpnCheckRow>()

  function isNews(row: VpnCheckRow): boolean {
    const last = lastKept.get(row.node)
    return !last || saysOtherwise(row, last) || Math.abs(row.atMs - last.atMs) >= UNCHANGED_EVERY_MS
  }

  return {
    append: (row) => {
      if (!isNews(row)) return
      lastKept.set(row.node, row)
      database.record([insert(row)], 'telemetry')
    },
    recent: async (nodes, limit) => {
      const rows = await database.rows(toCheck, RECENT, JSON.stringify(nodes), Math.max(limit, 1) - 1)
      return Map.groupBy(rows, ({ node }) => node)
    },
  }
}

function saysOtherwise(row: VpnCheckRow, last: VpnCheckRow): boolean {
  return (
    row.ok !== last.ok ||
    row.state !== last.state ||
    !same(row.reason, last.reason) ||
    row.publicIp !== last.publicIp ||
    row.forwardedPort !== last.forwardedPort
  )
}

function insert(row: VpnCheckRow): Statement {
  return {
    sql: `INSERT OR REPLACE INTO vpn_checks
      (node, at_ms, ok, latency_ms, state, reason, public_ip, forwarded_port) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [
      row.node,
      row.atMs,
      row.ok ? 1 : 0,
      row.latencyMs,
      row.state,
      reasonText(row.reason),
      row.publicIp,
      row.forwardedPort,
    ],
  }
}

/** From the newest row of each node down to the one at the limit, oldest first. */
const RECENT = `
  SELECT checks.* FROM json_each(?1) AS asked
  JOIN vpn_checks AS checks ON checks.node = asked.value AND checks.at_ms >= coalesce(
    (SELECT at_ms FROM vpn_checks WHERE node = asked.value ORDER BY at_ms DESC LIMIT 1 OFFSET ?2), 0)
  ORDER BY checks.node, checks.at_ms`

function toCheck(row: Row): VpnCheckRow {
  return {
    node: text(row, 'node'),
    atMs: time(row, 'at_ms'),
    ok: row['ok'] === 1,
    latencyMs: optional(real)(row, 'latency_ms'),
    state: text(row, 'state'),
    reason: optional(reason)(row, 'reason'),
    publicIp: optional(text)(row, 'public_ip'),
    forwardedPort: optional(port)(row, 'forwarded_port'),
  }
}
