import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type BackoffLimits, backoffMs } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import type { Logger } from '../../lib/log.ts'
import { same } from '../../lib/same.ts'
import type { Failure } from './messages.ts'
import type { Thread } from './thread.ts'
import { createWriteQueue, type PendingWrite } from './write-queue.ts'

/** Commits follow each other at this distance at least; what comes meanwhile travels together. */
const GATHER_MS = 20
const MOST_UNITS_PER_COMMIT = 1_000
/** A commit unanswered for so long means that the disk hangs: nobody waits for it any longer. */
const STUCK_MS = 5_000
const CLOSE_WITHIN_MS = 5_000
const QUEUE_LIMITS = { units: 20_000, bytes: 16 * 1024 * 1024 }
const RETRY: BackoffLimits = { firstMs: 250, longestMs: 10_000 }

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
  /** Of the database: told in the log and nowhere else. */
  readonly path: string
  readonly clock: Clock
  readonly logger: Logger
  /** The file was opened (again), maybe another one than before. */
  readonly onOpened: () => void
}

export function createWriter({ thread, path, clock, logger, onOpened }: WriterOptions): Writer {
  const queue = createWriteQueue(QUEUE_LIMITS)
  const changes = createEmitter<StoreStatus>()
  const life = new AbortController()
  let reason: Reason | null = { code: 'store_not_open' }
  let sinceMs = clock.now()
  let recovering = false
  let underway: Promise<void> | undefined
  let committing = 0
  let timer: NodeJS.Timeout | undefined
  let lastCommitAt = Number.NEGATIVE_INFINITY

  function status(): StoreStatus {
    const queued = queue.size() + committing
    return { ok: reason === null, reason, sinceMs, queued, dropped: queue.dropped() }
  }

  function setReason(next: Reason | null): void {
    if (same(next, reason)) return
    if ((next === null) !== (reason === null)) sinceMs = clock.now()
    reason = next
    changes.emit(status())
  }

  function told({ reason, detail }: Failure): object {
    return { path, reason, detail }
  }

  function up(): void {
    logger.info({ queued: queue.size(), dropped: queue.dropped() }, 'the store can be written')
    setReason(null)
    schedule()
  }

  function down(failure: Failure): void {
    if (reason === null) logger.error(told(failure), 'the store can not be written')
    setReason(failure.reason)
    queue.postponeAll()
    void recover()
  }

  async function recover(): Promise<void> {
    if (recovering) return
    recovering = true
    for (let failures = 1; !life.signal.aborted; failures++) {
      await clock.sleep(backoffMs(failures, RETRY), life.signal).catch(() => {})
      if (life.signal.aborted || !(await attempt())) break
      logger.debug({ reason, failures }, 'the store still can not be written')
    }
    recovering = false
  }

  /** All is well only once the oldest waiting writes are in: a full disk may take a small write and no large one. */
  async function attempt(): Promise<Failure | undefined> {
    await underway
    const reply = await thread.request({ kind: 'open' })
    if (reply.kind === 'done') onOpened()
    const failure = reply.kind === 'failed' ? reply.failure : await commit()
    if (failure) setReason(failure.reason)
    else up()
    return failure
  }

  function schedule(): void {
    if (timer || underway || reason !== null || queue.size() === 0 || life.signal.aborted) return
    const full = queue.size() >= MOST_UNITS_PER_COMMIT
    const dueInMs = full ? 0 : lastCommitAt + GATHER_MS - performance.now()
    timer = setTimeout(commitDue, Math.max(0, dueInMs))
  }

  function commitDue(): void {
    timer = undefined
    underway = commit().then((failure) => {
      underway = undefined
      if (failure) down(failure)
      else schedule()
    })
  }

  async function commit(): Promise<Failure | undefined> {
    const writes = queue.take(MOST_UNITS_PER_COMMIT)
    if (writes.length === 0) return undefined
    lastCommitAt = performance.now()
    committing = writes.length
    const watchdog = setTimeout(() => giveUpWaiting(writes), STUCK_MS)
    const reply = await thread.request({ kind: 'commit', units: writes.map(({ unit }) => unit) })
    clearTimeout(watchdog)
    committing = 0
    if (reply.kind === 'done') settle(writes, reply.value as readonly (string | null)[])
    else queue.putBack(writes)
    return reply.kind === 'failed' ? reply.failure : undefined
  }

  function giveUpWaiting(writes: readonly PendingWrite[]): void {
    for (const write of writes) write.settle({ kind: 'not_stored' })
    const reason = { code: 'disk_not_answering', forMs: STUCK_MS } as const
    down({ kind: 'unavailable', reason, detail: reason.code })
  }

  function settle(writes: readonly PendingWrite[], faults: readonly (string | null)[]): void {
    for (const [index, write] of writes.entries()) {
      const fault = faults[index] ?? null
      if (fault !== null) logger.error({ fault, sql: write.unit[0]?.sql }, 'a write was refused by the store')
      write.settle(fault === null ? { kind: 'stored' } : { kind: 'fault', reason: fault })
    }
  }

  async function drain(readersGone: Promise<unknown> | undefined): Promise<void> {
    clearTimeout(timer)
    await underway
    if (reason !== null) await attempt()
    while (reason === null && queue.size() > 0) {
      const failure = await commit()
      if (failure) setReason(failure.reason)
    }
    await readersGone
    await thread.request({ kind: 'close' })
    await thread.stop()
  }

  return {
    open: async () => {
      const failure = await attempt()
      if (failure) {
        logger.error(told(failure), 'the store can not be opened')
        void recover()
      }
      return !failure
    },
    submit: (write) => {
      if (life.signal.aborted || (reason !== null && write.strict))
        return write.settle({ kind: 'not_stored' })
      queue.push(write)
      if (reason === null) schedule()
      else write.settle({ kind: 'not_stored' })
    },
    status,
    changes,
    close: async (readersGone) => {
      life.abort()
      const deadline = new AbortController()
      await Promise.race([drain(readersGone), after(CLOSE_WITHIN_MS, deadline.signal)])
      deadline.abort()
      if (queue.size() > 0)
        logger.error({ lost: queue.size(), reason }, 'closing the store: writes were lost')
      queue.postponeAll()
      setReason({ code: 'store_closed' })
    },
  }
}

/** Real time, whatever clock the rest runs under: it guards against a disk. */
function after(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}
