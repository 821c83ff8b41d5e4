import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type Engine, takesStreams } from './engine.ts'
import { isUsedUnreported } from './playback.ts'

export interface Candidate {
  readonly engine: Engine
  readonly streams: number
  /** Places that somebody was given and has not used yet. */
  readonly reserved: number
}

export interface Recommendation {
  readonly engine: Engine
  readonly reason: Reason
}

/**
 * The engines a new stream should go to, best first: fewest streams, then without a viewer nobody reported, the
 * forwarded port, and longest idle.
 */
export function recommend(candidates: readonly Candidate[], maxStreams: number): Recommendation[] {
  return candidates
    .filter(({ engine, streams, reserved }) => takesStreams(engine) && streams + reserved < maxStreams)
    .sort(
      (a, b) =>
        a.streams + a.reserved - (b.streams + b.reserved) ||
        Number(isInUse(a)) - Number(isInUse(b)) ||
        Number(b.engine.engineSpec.forwarded) - Number(a.engine.engineSpec.forwarded) ||
        lastUsed(a.engine) - lastUsed(b.engine) ||
        a.engine.id.localeCompare(b.engine.id),
    )
    .map(({ engine, streams }) => ({ engine, reason: reasonFor(engine, streams, maxStreams) }))
}

const isInUse = ({ engine, streams }: Candidate) => isUsedUnreported(engine, streams) === true

function lastUsed(engine: Engine): number {
  return engine.lastStreamUsageMs ?? 0
}

function reasonFor(engine: Engine, streams: number, maxStreams: number): Reason {
  const usedUnreported = isUsedUnreported(engine, streams) === true
  return { code: 'recommended', streams, maxStreams, usedUnreported, forwarded: engine.engineSpec.forwarded }
}
