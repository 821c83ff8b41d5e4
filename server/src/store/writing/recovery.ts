import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../lib/log.ts'
import type { Failure } from '../connection/messages.ts'
import type { Thread } from '../connection/thread.ts'
import type { Committer } from './committer.ts'
import type { Condition } from './condition.ts'
import type { Pump } from './pump.ts'
import { retrying } from './retrying.ts'
import type { WriteQueue } from './write-queue.ts'

export interface RecoveryOptions {
  readonly thread: Pick<Thread, 'request'>
  readonly queue: Pick<WriteQueue, 'size' | 'dropped' | 'postponeAll'>
  readonly condition: Condition
  /** Of the database: for the log and nowhere else. */
  readonly path: string
  readonly clock: Pick<Clock, 'sleep'>
  readonly logger: Logger
  /** Aborted: the store is closing. */
  readonly signal: AbortSignal
  readonly committer: Pick<Committer, 'commit'>
  readonly pump: Pick<Pump, 'schedule' | 'settled'>
  /** The file was opened (again), maybe another one than before. */
  readonly onOpened: () => void
}

/** From a store that can't be written to one that can. */
export interface Recovery {
  /** The first attempt; true when the store can be used, else attempts go on. */
  open(): Promise<boolean>
  /** The store can't be written: nobody waits, and attempts begin. */
  down(failure: Failure): void
  /** One attempt, whose outcome becomes the condition. */
  attempt(): Promise<Failure | undefined>
}

export function createRecovery(options: RecoveryOptions): Recovery {
  const { thread, queue, committer, pump, condition, path, logger } = options
  const recover = retrying(attempt, options)

  /** All is well only once the oldest waiting writes are in: a full disk may take a small write and no large one. */
  async function attempt(): Promise<Failure | undefined> {
    await pump.settled()
    const failure = (await openFile()) ?? (await committer.commit())
    condition.set(failure?.reason ?? null)
    if (failure) return failure
    logger.info({ queued: queue.size(), dropped: queue.dropped() }, 'the store can be written')
    pump.schedule()
    return undefined
  }

  async function openFile(): Promise<Failure | undefined> {
    const reply = await thread.request({ kind: 'open' })
    if (reply.kind === 'failed') return reply.failure
    options.onOpened()
    return undefined
  }

  function down(failure: Failure): void {
    if (condition.isWell()) logger.error({ path, ...logged(failure) }, 'the store cannot be written')
    condition.set(failure.reason)
    queue.postponeAll()
    recover()
  }

  return {
    open: async () => {
      const failure = await attempt()
      if (!failure) return true
      logger.error({ path, ...logged(failure) }, 'the store cannot be opened')
      recover()
      return false
    },
    down,
    attempt,
  }
}

function logged({ reason, detail }: Failure): object {
  return { reason, detail }
}
