// Group commits: writes gather in a bounded queue, travel together, and wait there while the store cannot take them.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../../lib/clock.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import type { Logger } from '../../lib/log.ts'
import type { Failure } from '../connection/messages.ts'
import type { Thread } from '../connection/thread.ts'
import { createCommitter } from './committer.ts'
import { createCondition } from './condition.ts'
import { createPump } from './pump.ts'
import { createRecovery } from './recovery.ts'
import { createWriteQueue, type PendingWrite } from './write-queue.ts'

const CLOSE_WITHIN_MS = 5_000
const QUEUE_LIMITS = { units: 20_000, bytes: 16 * 1024 * 1024 }

export interface StoreStatus {
  readonly ok: boolean
  /** What is wrong and what to do; null while all is well. */
  readonly reason: Reason | null
  /** Since when it is as it is, wall time. */
  readonly sinceMs: number
  /** Writes that are in memory only: waiting, or on their way. */
  readonly queued: number
  /** Writes given up since the start, because the queue was full. */
  readonly dropped: number
}

/** Gathers writes into group commits, and keeps them in a bounded queue while the store can't take them. */
export interface Writer {
  /** The first attempt; true when the store can be used. While it can't, the writer tries again by itself. */
  open(): Promise<boolean>
  submit(write: PendingWrite): void
  status(): StoreStatus
  /** Emits when `ok` or `reason` changes. */
  readonly changes: Emitter<StoreStatus>
  /**
   * One last attempt to write what waits, then closes the file; five seconds at most. It waits for other handles to be
   * gone: only the last to close puts the write-ahead log into the file, and one that only reads can't.
   */
  close(readersGone?: Promise<unknown>): Promise<void>
}

export interface WriterOptions {
  readonly thread: Thread
  /** Of the database: for the log and nowhere else. */
  readonly path: string
  readonly clock: Clock
  readonly logger: Logger
  /** The file was opened (again), maybe another one than before. */
  readonly onOpened: () => void
}

export function createWriter(options: WriterOptions): Writer {
  const { thread, clock, logger } = options
  const life = new AbortController()
  const queue = createWriteQueue(QUEUE_LIMITS)
  const changes = createEmitter<StoreStatus>()
  const condition = createCondition(clock, () => changes.emit(status()))
  const down = (failure: Failure): void => recovery.down(failure)
  const committer = createCommitter({ thread, queue, logger, onStuck: down })
  const pump = createPump({
    committer,
    mayCommit: () => condition.isWell() && queue.size() > 0 && !life.signal.aborted,
    onFailure: down,
  })
  const recovery = createRecovery({ ...options, queue, condition, committer, pump, signal: life.signal })

  function status(): StoreStatus {
    return {
      ok: condition.isWell(),
      reason: condition.reason(),
      sinceMs: condition.sinceMs(),
      queued: queue.size() + committer.underWay(),
      dropped: queue.dropped(),
    }
  }

  function submit(write: PendingWrite): void {
    const isRefused = life.signal.aborted || (!condition.isWell() && write.strict)
    if (!isRefused) queue.push(write)
    if (isRefused || !condition.isWell()) write.settle({ kind: 'not_stored' })
    else pump.schedule()
  }

  async function drain(readersGone: Promise<unknown> | undefined): Promise<void> {
    pump.stop()
    await pump.settled()
    if (!condition.isWell()) await recovery.attempt()
    while (condition.isWell() && queue.size() > 0) {
      const failure = await committer.commit()
      if (failure) condition.set(failure.reason)
    }
    await readersGone
    await thread.request({ kind: 'close' })
    await thread.stop()
  }

  async function close(readersGone?: Promise<unknown>): Promise<void> {
    life.abort()
    await within(CLOSE_WITHIN_MS, drain(readersGone))
    if (queue.size() > 0)
      logger.error({ lost: queue.size(), reason: condition.reason() }, 'closing the store: writes were lost')
    queue.postponeAll()
    condition.set({ code: 'store_closed' })
  }

  return { open: recovery.open, submit, status, changes, close }
}

/** Resolves when the work is done, or after this real time, whatever clock the rest runs under: it guards against a disk. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
