import type { Engine } from '../../engines/engine.ts'
import type { Registry } from '../../engines/registry.ts'
import type { Blocked } from '../planning/step.ts'
import type { PendingRequest } from '../planning/world.ts'
import type { CreateFailure } from '../ports.ts'
import type { EngineRequest } from '../service.ts'
import { engineFor, isOfPool } from './engine-choice.ts'
import type { Leases } from './leases.ts'
import { creationError } from './refusal.ts'
import { isHopeless, type Verdict, verdictOn, type Waiter } from './waiter.ts'
import { createWaitingList, type WaitingListOptions } from './waiting-list.ts'

export interface EngineRequestsOptions extends WaitingListOptions {
  readonly registry: Pick<Registry, 'list'>
  readonly leases: Pick<Leases, 'promise' | 'handOut' | 'placesOn'>
  readonly wake: () => void
}

/** Callers who wait for an engine. */
export interface EngineRequests {
  engine(request: EngineRequest, signal: AbortSignal): Promise<Engine>
  /** Callers no engine has been found for yet. */
  waiting(): number
  /** Wishes for engines that differ from the pool's. */
  requests(): readonly PendingRequest[]
  /** Looks at every waiting caller again; `creations` engines are on their way and unpromised. */
  settle(blocked: Blocked | null, creations: number): void
  /**
   * The engine this request asked for could not be made: its caller hears why, unless another try may do better.
   * True when it is given up.
   */
  creationFailed(requestId: string, failure: CreateFailure): boolean
}

export function createEngineRequests(options: EngineRequestsOptions): EngineRequests {
  const { clock, leases } = options
  const list = createWaitingList(options)
  const unserved = () => list.all().filter(({ engineId }) => engineId === null)

  function settle(blocked: Blocked | null, creations: number): void {
    const nowMs = clock.elapsedMs()
    let unpromised = creations
    for (const waiter of list.all()) {
      const engine = engineFor(waiter, options.registry.list().map(leases.placesOn))
      waiter.engineId = engine?.id ?? null
      leases.promise(waiter.id, waiter.engineId)
      const verdict = verdictOn(waiter, engine, { nowMs, blocked, creations: unpromised })
      if (verdict.kind === 'wait_for_creation') unpromised--
      carryOut(waiter, verdict)
    }
  }

  function carryOut(waiter: Waiter, verdict: Verdict): void {
    if (verdict.kind === 'wait' || verdict.kind === 'wait_for_creation') return
    list.leave(waiter)
    leases.promise(waiter.id, null)
    if (verdict.kind === 'refuse') waiter.reject(verdict.error)
    if (verdict.kind !== 'serve') return
    leases.handOut(waiter.id, verdict.engine.id)
    waiter.resolve(verdict.engine)
  }

  return {
    engine: (request, signal) => {
      const answer = list.join(request, signal)
      options.wake()
      return answer
    },
    waiting: () => unserved().filter(({ request }) => isOfPool(request)).length,
    requests: () =>
      unserved()
        .filter(({ request }) => !isOfPool(request))
        .map(({ id, request }) => ({ id, request })),
    settle,
    creationFailed: (requestId, failure) => {
      const waiter = list.all().find(({ id }) => id === requestId)
      if (!waiter || !isHopeless(failure, waiter.request)) return false
      carryOut(waiter, { kind: 'refuse', error: creationError(failure) })
      return true
    },
  }
}
