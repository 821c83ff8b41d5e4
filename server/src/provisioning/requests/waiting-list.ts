import type { Engine } from '../../engines/engine.ts'
import type { Clock } from '../../lib/clock.ts'
import { same } from '../../lib/same.ts'
import type { EngineRequest } from '../service.ts'
import type { Waiter } from './waiter.ts'

export interface WaitingListOptions {
  readonly clock: Pick<Clock, 'elapsedMs'>
  readonly newId: () => string
  /** Longest a caller is kept waiting, in ms. */
  readonly patienceMs: () => number
}

/** Callers in order of arrival. */
export interface WaitingList {
  all(): readonly Waiter[]
  /**
   * Settles when the waiter is resolved or rejected. When the signal aborts it rejects with its reason, and the place in
   * the line is kept: a retry with the same request takes it over, with the engine that was promised.
   */
  join(request: EngineRequest, signal: AbortSignal): Promise<Engine>
  leave(waiter: Waiter): void
}

type Answer = Pick<Waiter, 'resolve' | 'reject'>

export function createWaitingList({ clock, newId, patienceMs }: WaitingListOptions): WaitingList {
  let waiters: readonly Waiter[] = []

  function enter(request: EngineRequest, answer: Answer): Waiter {
    const abandoned = waiters.find((each) => each.abandonedAtMs !== null && same(each.request, request))
    const waiter: Waiter = {
      id: abandoned?.id ?? newId(),
      request,
      engineId: abandoned?.engineId ?? null,
      deadlineMs: clock.elapsedMs() + patienceMs(),
      abandonedAtMs: null,
      ...answer,
    }
    waiters = abandoned ? waiters.map((each) => (each === abandoned ? waiter : each)) : [...waiters, waiter]
    return waiter
  }

  return {
    all: () => waiters,
    join: async (request, signal) => {
      signal.throwIfAborted()
      const { promise, ...answer } = Promise.withResolvers<Engine>()
      const waiter = enter(request, answer)
      const onLeave = () => {
        waiter.abandonedAtMs = clock.elapsedMs()
        waiter.reject(signal.reason)
      }
      signal.addEventListener('abort', onLeave, { once: true })
      return promise.finally(() => signal.removeEventListener('abort', onLeave))
    },
    leave: (waiter) => {
      waiters = waiters.filter((each) => each !== waiter)
    },
  }
}
