import type { CreateResult } from '../../provisioning/ports.ts'
import type { Creation } from './creation.ts'
import type { EngineRecord } from './record.ts'
import type { RecordStore } from './record-store.ts'
import type { Supervisor } from './supervisor.ts'

/** Restarts in place, and which engines are between their old process and the new one. */
export interface Restarts {
  isUnderWay(id: string): boolean
  restart(record: EngineRecord, graceMs: number, signal: AbortSignal): Promise<CreateResult>
}

export function createRestarts(
  store: Pick<RecordStore, 'get'>,
  supervisor: Pick<Supervisor, 'stop' | 'changes'>,
  creation: Pick<Creation, 'begin'>,
): Restarts {
  const underWay = new Set<string>()
  return {
    isUnderWay: (id) => underWay.has(id),
    restart: async (record, graceMs, signal) => {
      const { id } = record
      underWay.add(id)
      try {
        await supervisor.stop(record, graceMs, signal)
        return await creation.begin(store.get(id) ?? record, 'restart_process')
      } finally {
        underWay.delete(id)
        supervisor.changes.emit(id)
      }
    },
  }
}
