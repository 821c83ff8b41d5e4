import { type Engine, isCallersOwn, isExternal, lifecycleOf, takesStreams } from '../../engines/engine.ts'
import { isUsedUnreported } from '../../engines/playback.ts'
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

/**
 * Which of the free engines a caller gets: a ready one, the one unused for longest first; else a starting one; else one
 * that somebody uses unreported.
 */
export function engineFromPool(free: readonly Engine[]): Engine | undefined {
  const pool = free.filter((engine) => !isExternal(engine) && !isCallersOwn(engine))
  const ready = pool.filter(takesStreams).toSorted(unusedForLongest)
  return (
    ready.find((engine) => isUsedUnreported(engine, 0) !== true) ??
    pool.find((engine) => lifecycleOf(engine) === 'starting' && isHopeful(engine)) ??
    ready[0]
  )
}

function unusedForLongest(a: Engine, b: Engine): number {
  return (
    (a.handedOutAtMs ?? 0) - (b.handedOutAtMs ?? 0) || (a.lastStreamUsageMs ?? 0) - (b.lastStreamUsageMs ?? 0)
  )
}
