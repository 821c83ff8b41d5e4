import { type BackoffLimits, backoffMs } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../lib/log.ts'
import type { Failure } from '../connection/messages.ts'

const BETWEEN: BackoffLimits = { firstMs: 250, longestMs: 10_000 }

export interface RetryingOptions {
  readonly clock: Pick<Clock, 'sleep'>
  readonly logger: Pick<Logger, 'debug'>
  /** Aborted: no further attempt. */
  readonly signal: AbortSignal
}

/** Starts attempts, less and less often, until one succeeds; does nothing while they are under way. */
export function retrying(
  attempt: () => Promise<Failure | undefined>,
  { clock, logger, signal }: RetryingOptions,
): () => void {
  let isUnderWay = false

  async function tryUntilWell(): Promise<void> {
    for (let failures = 1; !signal.aborted; failures++) {
      await clock.sleep(backoffMs(failures, BETWEEN), signal).catch(() => {})
      if (signal.aborted) return
      const failure = await attempt()
      if (!failure) return
      logger.debug({ reason: failure.reason, failures }, 'the store still cannot be written')
    }
  }

  return () => {
    if (isUnderWay) return
    isUnderWay = true
    void tryUntilWell().finally(() => {
      isUnderWay = false
    })
  }
}
