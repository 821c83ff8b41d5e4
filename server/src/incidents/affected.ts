import { wasCut } from './detect/cuts.ts'
import type { Sight } from './detect/sight.ts'
import type { AffectedStream, Incident } from './incident.ts'

/** Beyond so many nobody reads them, and each look compares them. */
const MOST_STREAMS = 1_000

/** The incident with the streams that were affected before, as they are now, and those that are affected now. */
export function withStreams(incident: Incident, now: readonly AffectedStream[], sight: Sight): Incident {
  if (incident.streams.length + now.length === 0) return incident
  const known = new Set(incident.streams.map(({ id }) => id))
  const added = now.filter(({ id }) => !known.has(id))
  const streams = [...incident.streams, ...added].slice(0, MOST_STREAMS).map((each) => asItIs(each, sight))
  return { ...incident, streams }
}

/** Cut, if it ended so; back, if what it played plays again. */
function asItIs(stream: AffectedStream, sight: Sight): AffectedStream {
  if (stream.backAtMs !== null) return stream
  const ended = sight.ended(stream.id)
  const cut = stream.cut || wasCut(ended?.endReason ?? null)
  return cut ? { ...stream, cut, backAtMs: backAtMs(stream, ended?.endedAtMs ?? 0, sight) } : stream
}

function backAtMs({ id, content }: AffectedStream, endedAtMs: number, sight: Sight): number | null {
  const again = sight
    .playing(content)
    .find((each) => each.id !== id && each.startedAtMs >= endedAtMs && each.phase === 'active')
  return again === undefined ? null : (again.firstDataAtMs ?? again.phaseSinceMs)
}

export interface Cuts {
  readonly streamsCut: number
  readonly streamsBack: number
  readonly backAfterMs: number | null
}

/** How many streams it cost, and how many of them play again. */
export function cutsOf({ streams, openedAtMs }: Pick<Incident, 'streams' | 'openedAtMs'>): Cuts {
  const cut = streams.filter((each) => each.cut)
  const back = cut.flatMap(({ backAtMs }) => (backAtMs === null ? [] : [backAtMs]))
  return {
    streamsCut: cut.length,
    streamsBack: back.length,
    backAfterMs: back.length === 0 ? null : Math.max(0, Math.max(...back) - openedAtMs),
  }
}
