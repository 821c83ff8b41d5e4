import { type Engine, takesStreams } from '../../engines/engine.ts'
import { LABELS } from '../../engines/labels.ts'
import type { Registry } from '../../engines/registry.ts'
import type { Clock } from '../../lib/clock.ts'
import { DomainError } from '../../lib/errors.ts'
import type { Blocked } from '../planning/step.ts'
import type { PendingRequest } from '../planning/world.ts'
import type { CreateFailure } from '../ports.ts'
import type { EngineRequest } from '../service.ts'
import { engineFromPool, isHopeful, isOfPool } from './engine-choice.ts'
import type { Leases } from './leases.ts'
import { creationError, refusal } from './refusal.ts'

export interface EngineRequestsOptions {
  readonly registry: Registry
  readonly clock: Clock
  readonly leases: Leases
  readonly newId: () => string
  readonly streamsOn: (engineId: string) => number
  /** Longest a caller is kept waiting, in ms. */
  readonly patienceMs: number
  readonly wake: () => void
}

/** Callers who wait for an engine. */
export interface EngineRequests {
  engine(request: EngineRequest, signal: AbortSignal): Promise<Engine>
  /** Callers no engine has been found for yet. */
  waiting(): number
  /** Wishes for engines that differ from the pool's. */
  requests(): readonly PendingRequest[]
  /** Looks at every waiting caller again; `makes` engines are on their way and unpromised. */
  settle(blocked: Blocked | null, makes: number): void
  /**
   * The engine this request asked for could not be made: its caller hears why, unless another try may do better.
   * True when it is given up.
   */
  creationFailed(requestId: string, failure: CreateFailure): boolean
}

/** A caller gave up waiting; its retry, which usually follows at once, gets the same engine. */
const ABANDONED_FOR_MS = 60_000

interface Waiter {
  readonly id: string
  readonly request: EngineRequest
  readonly key: string
  engineId: string | null
  resolve: ((engine: Engine) => void) | null
  reject: (error: DomainError) => void
  readonly deadlineMs: number
  abandonedAtMs: number | null
}

export function createEngineRequests(options: EngineRequestsOptions): EngineRequests {
  const { registry, clock, leases } = options
  let waiters: Waiter[] = []

  function pick(): Engine | undefined {
    const isFree = (engine: Engine) => options.streamsOn(engine.id) + leases.reserved(engine) === 0
    return engineFromPool(registry.list().filter(isFree))
  }

  function engineFor(waiter: Waiter): Engine | undefined {
    const promised = waiter.engineId === null ? undefined : registry.get(waiter.engineId)
    if (promised && isHopeful(promised)) return promised
    if (isOfPool(waiter.request)) return pick()
    return registry
      .list()
      .find((engine) => engine.container?.labels[LABELS.request] === waiter.id && isHopeful(engine))
  }

  function settle(blocked: Blocked | null, makes: number): void {
    const now = clock.elapsedMs()
    let unpromised = makes
    for (const waiter of [...waiters]) {
      const engine = engineFor(waiter)
      promise(waiter, engine?.id ?? null)
      if (waiter.abandonedAtMs !== null) {
        if (now - waiter.abandonedAtMs >= ABANDONED_FOR_MS) leave(waiter)
      } else if (engine && takesStreams(engine)) serve(waiter, engine)
      else if (!engine && unpromised > 0) unpromised--
      else if (!engine && blocked) turnAway(waiter, refusal(blocked))
      else if (now >= waiter.deadlineMs) turnAway(waiter, noAnswer)
    }
  }

  function promise(waiter: Waiter, engineId: string | null): void {
    waiter.engineId = engineId
    leases.promise(waiter.id, engineId)
  }

  function leave(waiter: Waiter): void {
    leases.promise(waiter.id, null)
    waiters = waiters.filter((each) => each !== waiter)
  }

  function serve(waiter: Waiter, engine: Engine): void {
    leave(waiter)
    leases.handOut(waiter.id, engine.id)
    waiter.resolve?.(engine)
  }

  function turnAway(waiter: Waiter, error: DomainError): void {
    leave(waiter)
    waiter.reject(error)
  }

  function enter(request: EngineRequest, key: string): Waiter {
    const abandoned = waiters.find((each) => each.abandonedAtMs !== null && each.key === key)
    const waiter: Waiter = {
      id: abandoned?.id ?? options.newId(),
      request,
      key,
      engineId: abandoned?.engineId ?? null,
      resolve: null,
      reject: () => {},
      deadlineMs: clock.elapsedMs() + options.patienceMs,
      abandonedAtMs: null,
    }
    waiters = abandoned ? waiters.map((each) => (each === abandoned ? waiter : each)) : [...waiters, waiter]
    return waiter
  }

  return {
    engine: (request, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const waiter = enter(request, JSON.stringify(request))
        const onLeave = () => {
          waiter.abandonedAtMs = clock.elapsedMs()
          reject(signal.reason)
        }
        signal.addEventListener('abort', onLeave, { once: true })
        waiter.resolve = (engine) => {
          signal.removeEventListener('abort', onLeave)
          resolve(engine)
        }
        waiter.reject = (error) => {
          signal.removeEventListener('abort', onLeave)
          reject(error)
        }
        options.wake()
      }),
    waiting: () => waiters.filter((each) => each.engineId === null && isOfPool(each.request)).length,
    requests: () =>
      waiters
        .filter((each) => each.engineId === null && !isOfPool(each.request))
        .map(({ id, request }) => ({ id, request })),
    settle,
    creationFailed: (requestId, failure) => {
      const waiter = waiters.find(({ id }) => id === requestId)
      if (!waiter || !isHopeless(failure, waiter.request)) return false
      turnAway(waiter, creationError(failure))
      return true
    },
  }
}

/** The same wish would fail the same way: another port or name helps only where the caller did not insist on it. */
function isHopeless(failure: CreateFailure, { hostPort }: EngineRequest): boolean {
  if (failure.kind === 'port_taken') return hostPort !== null && (failure.port ?? hostPort) === hostPort
  return failure.kind === 'image_missing' || failure.kind === 'unsupported' || failure.kind === 'other'
}

const noAnswer = new DomainError('general_error', { code: 'no_engine_answered_in_time' })
