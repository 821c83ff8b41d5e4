import type { EngineMemory, EngineStore, ExternalEngine } from '../engines/ports.ts'
import type { Database } from './database.ts'
import type { Row } from './messages.ts'

export function createEngineStore(database: Database): EngineStore {
  return {
    loadMemory: async () => (await database.select('SELECT * FROM engines')).map(toMemory),
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
    loadExternal: async () =>
      (await database.select('SELECT * FROM external_engines ORDER BY registered_at_ms, id')).map(toExternal),
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
    engineId: String(row['engine_id']),
    firstSeenMs: Number(row['first_seen_ms']),
    lastStreamUsageMs: row['last_stream_usage_ms'] as number | null,
    handedOutAtMs: row['handed_out_at_ms'] as number | null,
    restarts: Number(row['restarts']),
  }
}

function toExternal(row: Row): ExternalEngine {
  return {
    id: String(row['id']),
    name: row['name'] as string | null,
    address: { host: String(row['host']), port: Number(row['port']) },
    registeredAtMs: Number(row['registered_at_ms']),
  }
}
