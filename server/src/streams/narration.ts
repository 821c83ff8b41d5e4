import type { DomainEvent } from '../journal/domain-event.ts'
import { type EndReason, meanOf, type Stream, timeToFirstDataMs } from './stream.ts'

type Told = Omit<DomainEvent, 'atMs'>

const LONGEST_NAME = 40

const END_WORDS: { readonly [R in EndReason]: string } = {
  reported: 'its reporter said so',
  stopped: 'stopped',
  replaced: 'a newer session of the same content took its place',
  engine_gone: 'its engine is gone',
  engine_removed: 'its engine was removed',
  engine_unhealthy: 'its engine was replaced as unhealthy',
  vpn_lost: 'its engine lost the VPN',
  session_unknown: 'its engine no longer knows the session',
  lost: 'no sign of life',
  abandoned: 'nobody seemed to watch it any more',
}

/** The journal entry of a stream's start; `warning`: what its report lacked. */
export function startedEvent(stream: Stream, warning: string | null = null): Told {
  const details = { key_type: stream.keyType, key: stream.key, is_live: stream.isLive, source: stream.source }
  const message = `${nameOf(stream)} started on ${engineNameOf(stream)}`
  if (warning === null) return entry(stream, 'started', message, details)
  return entry(stream, 'started', `${message}; ${warning}`, { ...details, warning })
}

/** The journal entry of a change of phase. */
export function phaseEvent(before: Stream, stream: Stream): Told {
  const why = stream.phaseReason === null ? '' : `: ${stream.phaseReason}`
  const message = `${nameOf(stream)} on ${engineNameOf(stream)} is ${stream.phase}${why}`
  return entry(stream, stream.phase, message, { before: before.phase, reason: stream.phaseReason })
}

/** The journal entry of a stream's end, with everything its life came to. */
export function endedEvent(stream: Stream): Told {
  const message = `${nameOf(stream)} on ${engineNameOf(stream)} ended: ${endWordsOf(stream)}`
  return entry(stream, 'ended', message, {
    reason: stream.endReason,
    detail: stream.endDetail,
    replaced_by: stream.replacedBy?.reportedId ?? null,
    ...summaryOf(stream),
  })
}

/** The reason in words; a detail that says it already stands alone. */
function endWordsOf({ endReason, endDetail }: Stream): string {
  const words = endReason === null ? 'ended' : END_WORDS[endReason]
  if (endDetail === null) return words
  return endDetail.startsWith(words) ? endDetail : `${words} (${endDetail})`
}

function summaryOf(stream: Stream): Record<string, unknown> {
  const { totals, startedAtMs, endedAtMs } = stream
  return {
    duration_s: endedAtMs === null ? null : (endedAtMs - startedAtMs) / 1000,
    time_to_first_data_ms: timeToFirstDataMs(stream),
    downloaded: stream.downloaded,
    uploaded: stream.uploaded,
    avg_speed_down: meanOf(totals.sumSpeedDown, totals.samples),
    avg_speed_up: meanOf(totals.sumSpeedUp, totals.samples),
    peak_speed_down: totals.peakSpeedDown,
    peak_speed_up: totals.peakSpeedUp,
    peak_peers: totals.peakPeers,
  }
}

function entry(stream: Stream, category: string, message: string, details: Record<string, unknown>): Told {
  const { engineId, reportedId: streamId, id: streamShortId } = stream
  return { type: 'stream', category, message, details, engineId, streamId, streamShortId }
}

/** A title, or the key cut short: what a person recognises the stream by. */
export function nameOf({ title, key }: Stream): string {
  if (title !== null) return `"${title}"`
  return key.length <= LONGEST_NAME ? key : `${key.slice(0, LONGEST_NAME)}…`
}

function engineNameOf({ engineName, engineId }: Stream): string {
  return engineName ?? engineId.slice(0, 12)
}
