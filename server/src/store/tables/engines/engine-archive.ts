import type { ArchivedEngine, ArchiveStore } from '../../../engines/archive/archived-engine.ts'
import type { Row } from '../../connection/messages.ts'
import type { Database } from '../../database.ts'
import { BadValue, jsonObject, text, time } from '../columns.ts'

export function createArchiveStore(database: Database): ArchiveStore {
  return {
    put: (engine) => {
      const params = [engine.id, engine.removedAtMs, JSON.stringify(engine)]
      database.record([{ sql: PUT, params }], 'events')
    },
    get: async (id) => (await database.rows(toEngine, GET, id))[0],
  }
}

const PUT = 'INSERT OR REPLACE INTO engine_archive (engine_id, removed_at_ms, body) VALUES (?, ?, ?)'

const GET = `SELECT * FROM engine_archive
  WHERE engine_id = ?1 OR (length(?1) >= 12 AND substr(engine_id, 1, length(?1)) = ?1)
  ORDER BY engine_id <> ?1, removed_at_ms DESC LIMIT 1`

/** The body is ours, written whole; the columns beside it are what it says. */
function toEngine(row: Row): ArchivedEngine {
  const body = jsonObject(row, 'body') as unknown as ArchivedEngine
  if (!Array.isArray(body.checks) || !Array.isArray(body.log?.lines))
    throw new BadValue('body is not an engine')
  return { ...body, id: text(row, 'engine_id'), removedAtMs: time(row, 'removed_at_ms') }
}
