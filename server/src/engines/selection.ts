import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type Engine, takesStreams } from './engine.ts'
import { isUsedUnreported } from './playback.ts'

/** An engine with the places on it that are taken. */
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

/** The engines that a new stream should go to, best first. */
export function recommend(candidates: readonly Candidate[], maxStreams: number): Recommendation[] {
  return withPlace(candidates, maxStreams).map((each) => ({
    engine: each.engine,
    reason: reasonFor(each, maxStreams),
  }))
}

/**
 * Those that take one more stream, best first: fewest places taken, then without a viewer nobody reported, not handed to
 * a caller who has yet to use it, the forwarded port, and longest idle.
 */
export function withPlace(candidates: readonly Candidate[], maxStreams: number): Candidate[] {
  return candidates
    .filter((each) => takesStreams(each.engine) && placesTaken(each) < maxStreams)
    .sort(
      (a, b) =>
        placesTaken(a) - placesTaken(b) ||
        Number(isInUse(a)) - Number(isInUse(b)) ||
        handedOut(a) - handedOut(b) ||
        Number(b.engine.engineSpec.forwarded) - Number(a.engine.engineSpec.forwarded) ||
        lastUsed(a) - lastUsed(b) ||
        a.engine.id.localeCompare(b.engine.id),
    )
}

export function placesTaken({ streams, reserved }: Candidate): number {
  return streams + reserved
}

/** It serves a viewer whom nobody reported. */
export function isInUse({ engine, streams }: Candidate): boolean {
  return isUsedUnreported(engine, streams) === true
}

function handedOut({ engine }: Candidate): number {
  return engine.handedOutAtMs ?? 0
}

function lastUsed({ engine }: Candidate): number {
  return engine.lastStreamUsageMs ?? 0
}

function reasonFor(candidate: Candidate, maxStreams: number): Reason {
  const { engine, streams } = candidate
  const usedUnreported = isInUse(candidate)
  return { code: 'recommended', streams, maxStreams, usedUnreported, forwarded: engine.engineSpec.forwarded }
}
