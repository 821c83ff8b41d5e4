import type { AffectedStream } from '../incident.ts'
import { affectedStream } from './finding.ts'
import type { Sight } from './sight.ts'

const CUTS: ReadonlySet<string> = new Set([
  'engine_gone',
  'engine_unhealthy',
  'vpn_lost',
  'lost',
  'session_unknown',
])

/** A stream that ended so was cut: nobody wanted that. */
export function wasCut(endReason: string | null): boolean {
  return endReason !== null && CUTS.has(endReason)
}

/** The runtime's clock, which says when a container ended, may be ahead of ours by so much. */
const CLOCKS_APART_MS = 2_000

/** Streams that were cut on an engine since it is in trouble: their end may be seen before its own. `sinceMs`: null where that is not known. */
export function cutOn(sight: Sight, engineId: string, sinceMs: number | null): readonly AffectedStream[] {
  return sight
    .endedOn(engineId)
    .filter(
      ({ endReason, endedAtMs }) => wasCut(endReason) && (endedAtMs ?? 0) + CLOCKS_APART_MS >= (sinceMs ?? 0),
    )
    .map((stream) => affectedStream(stream, true))
}
