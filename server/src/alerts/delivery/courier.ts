import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { backoffMs } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { reasonOf } from '../../lib/errors.ts'
import { startLoop } from '../../lib/loop.ts'
import type { AlertMessage } from '../message.ts'
import type { Deliver, Delivery, LastResult } from '../ports.ts'

/** Messages that wait for one notifier at most; beyond, the oldest is given up. */
const MOST_WAITING = 100
/** Nobody wants to hear today what was wrong the day before yesterday. */
const GIVEN_UP_AFTER_MS = 24 * 3_600_000
/** A receiver that neither answers nor refuses. */
const DELIVERY_TIMEOUT_MS = 20_000
const RETRY = { firstMs: 5_000, longestMs: 600_000 }
const LONG_REST_MS = 3_600_000

export type Fate = 'sent' | 'failed' | 'dropped'

export interface CourierOptions {
  readonly notifier: string
  readonly clock: Clock
  readonly deliver: Deliver
  readonly last: LastResult | null
  /** The message is delivered or given up, and nobody needs to keep it. */
  readonly onDone: (messageId: string) => void
  readonly onFate: (fate: Fate) => void
  readonly onResult: (result: LastResult) => void
}

export interface CourierStatus {
  readonly waiting: number
  readonly last: LastResult | null
  readonly failingSinceMs: number | null
}

/** Delivers the messages of one notifier one after the other, in order, and waits for it alone. */
export interface Courier {
  take(message: AlertMessage): void
  /** What was wrong may have been mended: try now. */
  retry(): void
  /** An attempt that was made elsewhere, as a test. */
  learn(delivery: Delivery): void
  status(): CourierStatus
  /** Ends what is under way; what waits stays in the store. */
  stop(): Promise<void>
}

export function createCourier(options: CourierOptions): Courier {
  const { notifier, clock, onDone, onFate, onResult } = options
  let waiting: readonly AlertMessage[] = []
  let { last } = options
  let failures = last?.reason ? 1 : 0
  let failingSinceMs = last?.reason ? last.atMs : null
  let retryAtMs = 0

  function drop(message: AlertMessage, fate: Fate): void {
    waiting = waiting.filter((each) => each !== message)
    onDone(message.id)
    onFate(fate)
  }

  function dropOld(): void {
    const nowMs = clock.now()
    for (const message of waiting) if (nowMs - message.madeAtMs > GIVEN_UP_AFTER_MS) drop(message, 'dropped')
    for (const message of waiting.slice(0, Math.max(0, waiting.length - MOST_WAITING)))
      drop(message, 'dropped')
  }

  function learn(delivery: Delivery): void {
    const nowMs = clock.now()
    const reason = delivery.kind === 'sent' ? null : delivery.reason
    failures = reason === null ? 0 : failures + 1
    failingSinceMs = reason === null ? null : (failingSinceMs ?? nowMs)
    const waitMs = delivery.kind === 'sent' ? 0 : Math.max(delivery.waitMs ?? 0, backoffMs(failures, RETRY))
    retryAtMs = clock.elapsedMs() + waitMs
    last = { notifier, atMs: nowMs, reason, sentAtMs: reason === null ? nowMs : (last?.sentAtMs ?? null) }
    onResult(last)
  }

  const loop = startLoop(clock, async (signal) => {
    dropOld()
    const message = waiting[0]
    if (message === undefined) return LONG_REST_MS
    const restMs = retryAtMs - clock.elapsedMs()
    if (restMs > 0) return restMs
    const delivery = await attempt(options, message, signal)
    if (signal.aborted) return 0
    if (delivery.kind === 'sent') drop(message, 'sent')
    else onFate('failed')
    learn(delivery)
    return Math.max(0, retryAtMs - clock.elapsedMs())
  })

  return {
    take: (message) => {
      if (waiting.some(({ id }) => id === message.id)) return
      waiting = [...waiting, message]
      dropOld()
      loop.wake()
    },
    retry: () => {
      retryAtMs = 0
      loop.wake()
    },
    learn: (delivery) => {
      learn(delivery)
      if (delivery.kind === 'sent') loop.wake()
    },
    status: () => ({ waiting: waiting.length, last, failingSinceMs }),
    stop: loop.stop,
  }
}

/** One attempt, ended by our own deadline: whoever hangs may ignore the signal too. */
async function attempt(
  { deliver, clock }: Pick<CourierOptions, 'deliver' | 'clock'>,
  message: AlertMessage,
  signal: AbortSignal,
): Promise<Delivery> {
  const over = new AbortController()
  const timedOut: Reason = { code: 'receiver_hangs', timeoutMs: DELIVERY_TIMEOUT_MS }
  const late = clock.sleep(DELIVERY_TIMEOUT_MS, over.signal).then(
    () => failed(timedOut),
    () => failed(timedOut),
  )
  const stop = () => over.abort(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([deliver(message, over.signal), late])
  } catch (error) {
    return failed(reasonOf(error))
  } finally {
    signal.removeEventListener('abort', stop)
    over.abort()
  }
}

function failed(reason: Reason): Delivery {
  return { kind: 'failed', reason }
}
