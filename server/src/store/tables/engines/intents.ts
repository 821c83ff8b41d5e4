import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EngineIntent, IntentStore } from '../../../engines/ports.ts'
import type { Row } from '../../connection/messages.ts'
import type { Database } from '../../database.ts'
import { oneOf, optional, reason, reasonText, text, time } from '../columns.ts'

/** Operators' wishes: a write that is not durable is refused, so that nobody believes in it. */
export function createIntentStore(database: Database): IntentStore {
  return {
    load: async () => {
      const [engines, scale, update] = await Promise.all([
        database.rows(toIntent, 'SELECT kind, engine_id, at_ms, why FROM intents ORDER BY at_ms'),
        database.select("SELECT value FROM meta WHERE name = 'scale'"),
        database.select("SELECT value FROM meta WHERE name = 'image_update'"),
      ])
      return { engines, scale: wholeOrNull(scale), imageUpdateAtMs: wholeOrNull(update) }
    },
    put: (intent) =>
      database.writeOrRefuse([
        {
          sql: 'INSERT OR REPLACE INTO intents (kind, engine_id, at_ms, why) VALUES (?, ?, ?, ?)',
          params: [
            intent.kind,
            intent.engineId,
            intent.atMs,
            reasonText(intent.kind === 'drain' ? whyDrained(intent.isKept) : intent.why),
          ],
        },
      ]),
    drop: (kind, engineId) =>
      database.writeOrRefuse([
        { sql: 'DELETE FROM intents WHERE kind = ? AND engine_id = ?', params: [kind, engineId] },
      ]),
    setScale: (scale) =>
      database.writeOrRefuse([
        { sql: "INSERT OR REPLACE INTO meta (name, value) VALUES ('scale', ?)", params: [scale] },
      ]),
    setImageUpdate: (atMs) =>
      database.writeOrRefuse([
        { sql: "INSERT OR REPLACE INTO meta (name, value) VALUES ('image_update', ?)", params: [atMs] },
      ]),
  }
}

function wholeOrNull(rows: readonly Row[]): number | null {
  const value = rows[0]?.['value']
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

/** Rows stored before reasons were data say in other words that the operator asked for it. */
function whyOf(kind: 'remove' | 'restart', row: Row): Reason {
  const why = optional(reason)(row, 'why')
  if (why !== null && why.code !== 'verbatim') return why
  return { code: kind === 'remove' ? 'removed_by_operator' : 'restarted_by_operator' }
}

function toIntent(row: Row): EngineIntent {
  const kind = oneOf('remove', 'drain', 'restart')(row, 'kind')
  const common = { engineId: text(row, 'engine_id'), atMs: time(row, 'at_ms') }
  return kind === 'drain'
    ? { kind, ...common, isKept: optional(reason)(row, 'why')?.code === 'drained_for_maintenance' }
    : { kind, ...common, why: whyOf(kind, row) }
}

const whyDrained = (isKept: boolean): Reason => ({ code: isKept ? 'drained_for_maintenance' : 'draining' })
