import type { Engine } from '../../engines/engine.ts'
import type { Registry } from '../../engines/registry.ts'
import type { Clock } from '../../lib/clock.ts'

/**
 * Who was given a place on which engine. A lease begins as a promise to a waiting caller, becomes a hand-out when the
 * engine answers, and ends when a stream of it starts or when nothing comes of it.
 */
export interface Leases {
  /** The engine that a waiting caller will get; null: none any more. */
  promise(requestId: string, engineId: string | null): void
  isPromised(engineId: string): boolean
  /** The caller gets it now. */
  handOut(requestId: string, engineId: string): void
  /** Places on it that somebody was given and has not used yet: nobody else gets those. */
  reserved(engine: Engine): number
  /** It is not removed for being idle. `handedOutForMs`: its age on the monotonic clock. */
  keepsBusy(engineId: string, handedOutForMs: number | null): boolean
}

export interface LeasesOptions {
  readonly registry: Pick<Registry, 'setHandedOut'>
  readonly clock: Pick<Clock, 'now'>
  /** IDLE_TTL_S: a hand-out that is not used keeps its engine so long. */
  readonly idleTtlMs: number
}

/** A place that was handed out and is not used is given to somebody else after this. */
const RESERVED_FOR_MS = 60_000

export function createLeases({ registry, clock, idleTtlMs }: LeasesOptions): Leases {
  const promises = new Map<string, string>()
  const isPromised = (engineId: string) => [...promises.values()].includes(engineId)

  return {
    isPromised,
    promise: (requestId, engineId) => {
      if (engineId === null) promises.delete(requestId)
      else promises.set(requestId, engineId)
    },
    handOut: (requestId, engineId) => {
      promises.delete(requestId)
      registry.setHandedOut(engineId, clock.now())
    },
    reserved: ({ id, handedOutAtMs }) => {
      const isRecent = handedOutAtMs !== null && clock.now() - handedOutAtMs < RESERVED_FOR_MS
      return Number(isRecent || isPromised(id))
    },
    keepsBusy: (engineId, handedOutForMs) =>
      isPromised(engineId) || (handedOutForMs !== null && handedOutForMs < idleTtlMs),
  }
}
