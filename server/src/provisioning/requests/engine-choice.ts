import { type Engine, isCallersOwn, isExternal, lifecycleOf } from '../../engines/engine.ts'
import { LABELS } from '../../engines/labels.ts'
import { type Candidate, isInUse, placesTaken, withPlace } from '../../engines/selection.ts'
import type { EngineRequest } from '../service.ts'

/** Any engine of the pool will do. */
export function isOfPool({ image, hostPort, env, labels }: EngineRequest): boolean {
  const asIs = Object.keys(env).length === 0 && Object.keys(labels).length === 0
  return image === null && hostPort === null && asIs
}

/** It may yet answer: neither broken nor on its way out. */
export function isHopeful(engine: Engine): boolean {
  const lifecycle = lifecycleOf(engine)
  return (
    (lifecycle === 'starting' || lifecycle === 'ready') &&
    engine.health.status !== 'unhealthy' &&
    engine.vpnDown === null
  )
}

/** What a caller asked for, and the engine that was promised so far. */
export interface Wish {
  readonly id: string
  readonly request: EngineRequest
  readonly engineId: string | null
}

/** The engine that a caller is to get or to wait for: the promised one while there is hope for it, else another. */
export function engineFor(wish: Wish, candidates: readonly Candidate[]): Engine | undefined {
  const promised = candidates.find(({ engine }) => engine.id === wish.engineId)?.engine
  if (promised && isHopeful(promised)) return promised
  if (isOfPool(wish.request)) return engineFromPool(candidates)
  return candidates.find(
    ({ engine }) => engine.container?.labels[LABELS.request] === wish.id && isHopeful(engine),
  )?.engine
}

/**
 * Which of the engines that are free a caller gets: a ready one, in the order in which they are recommended; else a
 * starting one; else one that somebody uses unreported.
 */
export function engineFromPool(candidates: readonly Candidate[]): Engine | undefined {
  const free = candidates.filter(
    (each) => placesTaken(each) === 0 && !isExternal(each.engine) && !isCallersOwn(each.engine),
  )
  const ready = withPlace(free, 1)
  const found =
    ready.find((each) => !isInUse(each)) ??
    free.find(({ engine }) => lifecycleOf(engine) === 'starting' && isHopeful(engine)) ??
    ready[0]
  return found?.engine
}
