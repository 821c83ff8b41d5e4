import { join } from 'node:path'
import { DomainError } from '../../lib/errors.ts'
import { createThread } from '../connection/thread.ts'
import { DATABASE_FILE } from '../database.ts'

/** What was copied. */
export interface DatabaseCopy {
  /** Version of its tables. */
  readonly schema: number
}

/**
 * Copies the database of `dataDir` to a file, on a thread of its own: other reads don't wait for it. Rejects with
 * `store_unavailable`, and at once when `signal` aborts.
 */
export type CopyDatabase = (target: string, signal: AbortSignal) => Promise<DatabaseCopy>

export function createDatabaseCopier(dataDir: string): CopyDatabase {
  return async (target, signal) => {
    signal.throwIfAborted()
    const thread = createThread({ role: 'reader', path: join(dataDir, DATABASE_FILE), sync: 'normal' })
    const stop = () => void thread.stop()
    signal.addEventListener('abort', stop)
    try {
      const reply = await thread.request({ kind: 'call', name: 'copyDatabase', args: { target } })
      signal.throwIfAborted()
      if (reply.kind === 'done') return reply.value as DatabaseCopy
      if (reply.failure.kind === 'fault') throw new Error(`copying the database: ${reply.failure.detail}`)
      throw new DomainError('store_unavailable', { code: 'reading_store', reason: reply.failure.reason })
    } finally {
      signal.removeEventListener('abort', stop)
      await thread.stop()
    }
  }
}
