import type { Clock } from '../../lib/clock.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import type { AlertMessage } from '../message.ts'
import type { Deliver, Delivery, LastResult } from '../ports.ts'
import { type Courier, type CourierStatus, createCourier, type Fate } from './courier.ts'

export interface DeliveryOptions {
  readonly clock: Clock
  readonly deliver: Deliver
  readonly onDone: (messageId: string) => void
  readonly onResult: (result: LastResult) => void
}

/** How many messages were sent, how many attempts failed, and how many messages were given up. */
export type FateCounts = Readonly<Record<Fate, number>>

/** Delivers messages: each notifier at its own pace, so that one that hangs holds up no other. */
export interface DeliverySystem {
  /** Something about a notifier is news: it fails, it works, or what waits for it. */
  readonly changes: Emitter<void>
  take(messages: readonly AlertMessage[]): void
  /** These and no others are switched on: what waits for another is given up. */
  setNotifiers(ids: readonly string[]): void
  /** Their configuration changed: try now. */
  retry(id: string): void
  learn(id: string, delivery: Delivery): void
  status(id: string): CourierStatus
  counts(): FateCounts
  /** What came of the last messages before our start; to be known before the notifiers are. */
  restore(results: readonly LastResult[]): void
  stop(): Promise<void>
}

export function createDelivery(options: DeliveryOptions): DeliverySystem {
  const changes = createEmitter<void>()
  const couriers = new Map<string, Courier>()
  const results = new Map<string, LastResult>()
  const counts = { sent: 0, failed: 0, dropped: 0 }

  function create(notifier: string): Courier {
    return createCourier({
      ...options,
      notifier,
      last: results.get(notifier) ?? null,
      onFate: (fate) => {
        counts[fate]++
      },
      onResult: (result) => {
        results.set(notifier, result)
        options.onResult(result)
        changes.emit()
      },
    })
  }

  function take(messages: readonly AlertMessage[]): void {
    for (const message of messages) {
      const courier = couriers.get(message.notifier)
      if (courier === undefined) options.onDone(message.id)
      else courier.take(message)
    }
    if (messages.length > 0) changes.emit()
  }

  function setNotifiers(ids: readonly string[]): void {
    for (const id of ids) if (!couriers.has(id)) couriers.set(id, create(id))
    for (const [id, courier] of couriers)
      if (!ids.includes(id)) {
        couriers.delete(id)
        void courier.stop()
      }
    changes.emit()
  }

  return {
    changes,
    take,
    setNotifiers,
    retry: (id) => couriers.get(id)?.retry(),
    learn: (id, delivery) => couriers.get(id)?.learn(delivery),
    status: (id) =>
      couriers.get(id)?.status() ?? { waiting: 0, last: results.get(id) ?? null, failingSinceMs: null },
    counts: () => counts,
    restore: (stored) => {
      for (const each of stored) if (!results.has(each.notifier)) results.set(each.notifier, each)
    },
    stop: async () => {
      await Promise.all([...couriers.values()].map((courier) => courier.stop()))
    },
  }
}
