// features/streams/list/: running and ended streams and channels as tables.

import type { Stream } from '../../../fleet/model.ts'
import { streamName } from '../../../fleet/names.ts'

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

/** What an end reason is called; one that the catalogue does not know is shown as it came. */
export const endReasonWord = (
  reason: string | null,
  words: Readonly<Record<string, string>>,
): string | null => (reason === null ? null : (words[reason] ?? reason.replaceAll('_', ' ')))
