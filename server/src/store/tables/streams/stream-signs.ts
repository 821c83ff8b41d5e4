import type { DiagnosisCode } from '@acestream-orchestrator/contract/reasons/diagnosis'
import type { Sign, SignStore } from '../../../streams/ports.ts'
import type { Row } from '../../connection/messages.ts'
import type { Database } from '../../database.ts'
import { optional, real, text, time } from '../columns.ts'

export function createSignStore(database: Database): SignStore {
  return {
    append: (streamId, { atMs, diagnosis, behindLiveS }) =>
      database.record([{ sql: APPEND, params: [atMs, diagnosis, behindLiveS, streamId] }], 'telemetry'),
    history: (streamId, sinceMs, untilMs) => database.rows(toSign, HISTORY, streamId, sinceMs, untilMs),
  }
}

const APPEND = `INSERT OR IGNORE INTO stream_signs (stream_no, at_ms, diagnosis, behind_live_s)
  SELECT no, ?, ?, ? FROM streams WHERE id = ?`

const HISTORY = `SELECT * FROM stream_signs WHERE stream_no = (SELECT no FROM streams WHERE id = ?)
  AND at_ms >= ? AND at_ms <= ? ORDER BY at_ms`

/** A newer version may have stored a code that is not known here: readers of the API decide what to make of it. */
function toSign(row: Row): Sign {
  return {
    atMs: time(row, 'at_ms'),
    diagnosis: text(row, 'diagnosis') as DiagnosisCode,
    behindLiveS: optional(real)(row, 'behind_live_s'),
  }
}
