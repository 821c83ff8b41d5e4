import type { Engine } from '../../engines/engine.ts'
import type { StreamUsage } from '../../engines/ports.ts'
import type { Registry } from '../../engines/registry.ts'
import type { Candidate } from '../../engines/selection.ts'
import type { Clock } from '../../lib/clock.ts'

/**
 * Who was given a place on which engine, and so which engines are free: the one answer for recommendations, for callers
 * who wait for an engine, and for the plan. A lease begins as a promise to a waiting caller, becomes a hand-out when the
 * engine answers, and ends when a stream of it starts or when nothing comes of it.
 *
 * Only `POST /provision/acestream` takes a place. `GET /engines/recommended` is advice: it may be repeated, fetched in
 * advance or ask for several engines, so it heeds leases and makes none; the reported stream takes the place.
 */
export interface Leases {
  /** The engine that a waiting caller will get; null: none any more. */
  promise(requestId: string, engineId: string | null): void
  isPromised(engineId: string): boolean
  /** The caller gets it now. */
  handOut(requestId: string, engineId: string): void
  /** The places on it that are taken: by streams, and by callers who have yet to use theirs. */
  placesOn(engine: Engine): Candidate
  /** It was given to somebody who has yet to use it, so that it is not removed for being idle. */
  keepsBusy(engine: Engine): boolean
  /** That engine is gone. */
  forget(engineId: string): void
}

export interface LeasesOptions {
  readonly registry: Pick<Registry, 'setHandedOut'>
  readonly usage: StreamUsage
  readonly clock: Pick<Clock, 'now' | 'elapsedMs'>
  /** IDLE_TTL_S: a hand-out that is not used keeps its engine so long. */
  readonly idleTtlMs: () => number
}

/** A place that was handed out and is not used is given to somebody else after this. */
const RESERVED_FOR_MS = 60_000

export function createLeases({ registry, usage, clock, idleTtlMs }: LeasesOptions): Leases {
  const promises = new Map<string, string>()
  const handOuts = createHandOutAges(clock)
  const isPromised = (engineId: string) => [...promises.values()].includes(engineId)
  const isGiven = (engine: Engine, withinMs: number) => {
    const ageMs = handOuts.ageMs(engine)
    return isPromised(engine.id) || (ageMs !== null && ageMs < withinMs)
  }

  return {
    isPromised,
    promise: (requestId, engineId) => {
      if (engineId === null) promises.delete(requestId)
      else promises.set(requestId, engineId)
    },
    handOut: (requestId, engineId) => {
      promises.delete(requestId)
      const atMs = clock.now()
      handOuts.begin(engineId, atMs)
      registry.setHandedOut(engineId, atMs)
    },
    placesOn: (engine) => ({
      engine,
      streams: usage.startedOn(engine.id).length,
      reserved: Number(isGiven(engine, RESERVED_FOR_MS)),
    }),
    keepsBusy: (engine) => isGiven(engine, idleTtlMs()),
    forget: handOuts.forget,
  }
}

interface HandOut {
  /** Wall time, as the engine carries it: names this hand-out. */
  readonly atMs: number
  /** The same moment on the monotonic clock. */
  readonly sinceMs: number
}

/** For how long each hand-out has lasted, on the monotonic clock: no jump of the wall clock ends it or drags it out. */
function createHandOutAges(clock: LeasesOptions['clock']) {
  const begun = new Map<string, HandOut>()

  function begin(engineId: string, atMs: number, ageMs = 0): HandOut {
    const handOut = { atMs, sinceMs: clock.elapsedMs() - ageMs }
    begun.set(engineId, handOut)
    return handOut
  }

  return {
    begin,
    /** Null: not handed out, or used since. One of before our start is as old as the wall clock has it, at first sight. */
    ageMs: ({ id, handedOutAtMs: atMs }: Engine): number | null => {
      if (atMs === null) return null
      const known = begun.get(id)
      const { sinceMs } = known?.atMs === atMs ? known : begin(id, atMs, Math.max(0, clock.now() - atMs))
      return clock.elapsedMs() - sinceMs
    },
    forget: (engineId: string) => begun.delete(engineId),
  }
}
