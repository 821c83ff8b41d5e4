import type { EngineMemory, EngineStore, ExternalEngine } from '../../../engines/ports.ts'
import type { Row } from '../../connection/messages.ts'
import type { Database } from '../../database.ts'
import { count, optional, port, text, time } from '../columns.ts'

export function createEngineStore(database: Database): EngineStore {
  return {
    loadMemory: () => database.rows(toMemory, 'SELECT * FROM engines'),
    remember: (memory) =>
      database.record(
        [
          {
            sql: `INSERT OR REPLACE INTO engines
              (engine_id, first_seen_ms, last_stream_usage_ms, handed_out_at_ms, restarts) VALUES (?, ?, ?, ?, ?)`,
            params: [
              memory.engineId,
              memory.firstSeenMs,
              memory.lastStreamUsageMs,
              memory.handedOutAtMs,
              memory.restarts,
            ],
          },
        ],
        'events',
      ),
    forget: (engineId) =>
      database.record([{ sql: 'DELETE FROM engines WHERE engine_id = ?', params: [engineId] }], 'events'),
    loadExternal: () =>
      database.rows(toExternal, 'SELECT * FROM external_engines ORDER BY registered_at_ms, id'),
    putExternal: ({ id, name, address, registeredAtMs }) =>
      database.writeOrRefuse([
        {
          sql: 'INSERT OR REPLACE INTO external_engines (id, name, host, port, registered_at_ms) VALUES (?, ?, ?, ?, ?)',
          params: [id, name, address.host, address.port, registeredAtMs],
        },
      ]),
    dropExternal: (id) =>
      database.writeOrRefuse([{ sql: 'DELETE FROM external_engines WHERE id = ?', params: [id] }]),
  }
}

function toMemory(row: Row): EngineMemory {
  return {
    engineId: text(row, 'engine_id'),
    firstSeenMs: time(row, 'first_seen_ms'),
    lastStreamUsageMs: optional(time)(row, 'last_stream_usage_ms'),
    handedOutAtMs: optional(time)(row, 'handed_out_at_ms'),
    restarts: count(row, 'restarts'),
  }
}

function toExternal(row: Row): ExternalEngine {
  return {
    id: text(row, 'id'),
    name: optional(text)(row, 'name'),
    address: { host: text(row, 'host'), port: port(row, 'port') },
    registeredAtMs: time(row, 'registered_at_ms'),
  }
}
