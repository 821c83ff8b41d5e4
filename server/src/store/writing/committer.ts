import type { Logger } from '../../lib/log.ts'
import type { Failure } from '../connection/messages.ts'
import type { Thread } from '../connection/thread.ts'
import type { PendingWrite, WriteQueue } from './write-queue.ts'

const MOST_UNITS_PER_COMMIT = 1_000
/** A commit unanswered for so long means that the disk hangs: nobody waits for it any longer. */
const STUCK_MS = 5_000

export interface CommitterOptions {
  readonly thread: Pick<Thread, 'request'>
  readonly queue: WriteQueue
  readonly logger: Pick<Logger, 'error'>
  /** A commit is overdue: those who wait for it were answered, and its outcome is still open. */
  readonly onStuck: (failure: Failure) => void
}

/** Writes what waits in the queue, a group of writes per transaction. */
export interface Committer {
  /** Commits the oldest waiting writes and settles each. Those of a failed commit are back in the queue. */
  commit(): Promise<Failure | undefined>
  /** Writes that are on their way to the disk. */
  underWay(): number
  /** So much waits that gathering more would gain nothing. */
  isFull(): boolean
}

export function createCommitter({ thread, queue, logger, onStuck }: CommitterOptions): Committer {
  let underWay = 0

  async function commit(): Promise<Failure | undefined> {
    const writes = queue.take(MOST_UNITS_PER_COMMIT)
    if (writes.length === 0) return undefined
    underWay = writes.length
    const watchdog = setTimeout(() => giveUpWaiting(writes), STUCK_MS)
    const reply = await thread.request({ kind: 'commit', units: writes.map(({ unit }) => unit) })
    clearTimeout(watchdog)
    underWay = 0
    if (reply.kind === 'done') settle(writes, reply.value as readonly (string | null)[])
    else queue.putBack(writes)
    return reply.kind === 'failed' ? reply.failure : undefined
  }

  function giveUpWaiting(writes: readonly PendingWrite[]): void {
    for (const write of writes) write.settle({ kind: 'not_stored' })
    const reason = { code: 'disk_not_answering', forMs: STUCK_MS } as const
    onStuck({ kind: 'unavailable', reason, detail: reason.code })
  }

  function settle(writes: readonly PendingWrite[], faults: readonly (string | null)[]): void {
    for (const [index, write] of writes.entries()) {
      const fault = faults[index] ?? null
      if (fault !== null) logger.error({ fault, sql: write.unit[0]?.sql }, 'the store refused a write')
      write.settle(fault === null ? { kind: 'stored' } : { kind: 'fault', reason: fault })
    }
  }

  return { commit, underWay: () => underWay, isFull: () => queue.size() >= MOST_UNITS_PER_COMMIT }
}
