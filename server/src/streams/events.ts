import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EventLinks, JournalEvent } from '../journal/journal-event.ts'
import { livePhaseOf, meanOf, type Stream, timeToFirstDataMs } from './stream.ts'

/** Of a content id or infohash, as the panel shows them. */
const LONGEST_ID = 8
/** Of a URL or magnet link: their first characters are all the same. */
const LONGEST_ADDRESS = 40

/** The event of a stream's start; `warning`: what its report lacked. */
export function startedEvent(stream: Stream, warning: Reason | null = null): JournalEvent {
  const { keyType, key, isLive, source } = stream
  return {
    event: { code: 'stream.started', ...namesOf(stream), keyType, key, isLive, source, warning },
    links: linksOf(stream),
  }
}

/** The event of a change of phase. */
export function phaseEvent(before: Stream, stream: Stream): JournalEvent {
  const event = {
    code: `stream.${livePhaseOf(stream)}`,
    ...namesOf(stream),
    before: before.phase,
    reason: stream.phaseReason,
  } as CodedEvent // each of these codes has the same parameters
  return { event, links: linksOf(stream) }
}

/** The event of a stream's end, with everything its life came to. */
export function endedEvent(stream: Stream): JournalEvent {
  const { totals, startedAtMs, endedAtMs } = stream
  return {
    event: {
      code: 'stream.ended',
      ...namesOf(stream),
      reason: stream.endReason,
      detail: stream.endDetail,
      replacedBy: stream.replacedBy?.reportedId ?? null,
      durationS: endedAtMs === null ? null : (endedAtMs - startedAtMs) / 1000,
      timeToFirstDataMs: timeToFirstDataMs(stream),
      downloaded: stream.downloaded,
      uploaded: stream.uploaded,
      avgSpeedDown: meanOf(totals.sumSpeedDown, totals.samples),
      avgSpeedUp: meanOf(totals.sumSpeedUp, totals.samples),
      peakSpeedDown: totals.peakSpeedDown,
      peakSpeedUp: totals.peakSpeedUp,
      peakPeers: totals.peakPeers,
    },
    links: linksOf(stream),
  }
}

function namesOf(stream: Stream): { readonly stream: string; readonly engine: string } {
  return { stream: nameOf(stream), engine: engineNameOf(stream) }
}

function linksOf({ engineId, reportedId, id }: Stream): Partial<EventLinks> {
  return { engineId, streamId: reportedId, streamShortId: id }
}

/** A title, or the key cut short: what a person recognises the stream by. */
export function nameOf({ title, keyType, key }: Stream): string {
  if (title !== null) return title
  const longest = keyType === 'url' || keyType === 'magnet' ? LONGEST_ADDRESS : LONGEST_ID
  return key.length <= longest ? key : `${key.slice(0, longest)}…`
}

function engineNameOf({ engineName, engineId }: Stream): string {
  return engineName ?? engineId.slice(0, 12)
}
