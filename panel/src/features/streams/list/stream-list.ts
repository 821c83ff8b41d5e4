// features/streams/list/: running and ended streams and channels as tables.

import type { Engine, Stream } from '../../../fleet/model.ts'
import { streamName } from '../../../fleet/names.ts'
import { isFaulty } from '../../../fleet/overall/overall.ts'

/** The streams of one status, newest first, those that the filter lets through. */
export function listStreams(streams: readonly Stream[], status: Stream['status'], filter: string): Stream[] {
  const wanted = filter.trim().toLowerCase()
  const moment = (stream: Stream) => (status === 'ended' ? (stream.ended_at ?? '') : stream.started_at)
  return streams
    .filter((stream) => stream.status === status)
    .filter((stream) => wanted === '' || textOf(stream).includes(wanted))
    .toSorted((a, b) => moment(b).localeCompare(moment(a)) || a.id.localeCompare(b.id))
}

const textOf = (stream: Stream): string =>
  `${streamName(stream)} ${stream.key} ${stream.container_name ?? ''} ${stream.container_id}`.toLowerCase()

const RANK: Record<Stream['phase'], number> = { stalled: 1, unknown: 2, starting: 3, active: 4, ended: 5 }

/** The same streams in the order in which they need somebody: those of a faulty engine, stalled, not yet playing. */
export function worstFirst(
  streams: readonly Stream[],
  engineOf: ReadonlyMap<string, Engine>,
): readonly Stream[] {
  const rank = ({ phase, container_id }: Stream) => {
    const engine = engineOf.get(container_id)
    return engine !== undefined && isFaulty(engine) ? 0 : RANK[phase]
  }
  return streams.toSorted((a, b) => rank(a) - rank(b))
}

/** What an end reason is called; one that the catalogue does not know is shown as it came. */
export const endReasonWord = (
  reason: string | null,
  words: Readonly<Record<string, string>>,
): string | null => (reason === null ? null : (words[reason] ?? reason.replaceAll('_', ' ')))

/** Ends that nobody wanted: something broke. */
const BROKEN: ReadonlySet<string> = new Set(['engine_gone', 'engine_unhealthy', 'vpn_lost'])
/** Ends that leave open whether somebody was watching. */
const DOUBTFUL: ReadonlySet<string> = new Set(['engine_removed', 'session_unknown', 'lost', 'abandoned'])

/** Was it wanted that it ended? `idle`: yes, or not known. */
export const endTone = (reason: string | null): 'bad' | 'warn' | 'idle' =>
  reason === null ? 'idle' : BROKEN.has(reason) ? 'bad' : DOUBTFUL.has(reason) ? 'warn' : 'idle'
