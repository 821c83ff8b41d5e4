import { nameOf } from '../../streams/events.ts'
import type { Stream } from '../../streams/stream.ts'
import type { Action } from '../incident.ts'
import { affectedStream, contentOf, doing, type Finding } from './finding.ts'
import type { Sight } from './sight.ts'

/** A cut stream is looked for this long: whoever watches it starts it again, or has given up. */
const CUT_MS = 300_000

/** Streams without data and those that ended for no reason of their engine. `isCovered`: their engine's incident has them. */
export function detectStreams(sight: Sight, isCovered: (stream: Stream) => boolean): readonly Finding[] {
  const { streams, ended, nowMs } = sight.snapshot
  const playing = new Set(streams.map(contentOf))
  const stalled = streams.filter((stream) => stream.phase === 'stalled' && !isCovered(stream))
  const cut = ended.filter(
    (stream) =>
      (stream.endReason === 'lost' || stream.endReason === 'session_unknown') &&
      nowMs - (stream.endedAtMs ?? 0) < CUT_MS &&
      !playing.has(contentOf(stream)) &&
      !isCovered(stream),
  )
  return [...stalled.map(stalledFinding), ...cut.map(cutFinding)]
}

function stalledFinding(stream: Stream): Finding {
  return {
    ...finding(stream, ['open_stream', 'stop_stream']),
    key: `stalled:${stream.id}`,
    incident: { code: 'stream_stalled', ...namesOf(stream) },
    doing: doing({ code: 'peers_are_looked_for' }),
  }
}

function cutFinding(stream: Stream): Finding {
  return {
    ...finding(stream, ['open_stream']),
    key: `cut:${stream.id}`,
    incident: { code: 'stream_cut', ...namesOf(stream) },
    doing: doing({ code: 'waiting_for_new_start' }),
  }
}

function finding(stream: Stream, can: readonly Action[]): Omit<Finding, 'key' | 'incident' | 'doing'> {
  return {
    severity: 'warning',
    subject: { kind: 'stream', id: stream.id, name: stream.title },
    sinceMs: stream.phaseSinceMs,
    reason: stream.phaseReason,
    engines: [{ id: stream.engineId, name: engineNameOf(stream) }],
    streams: [affectedStream(stream, stream.phase === 'ended')],
    can,
    opensAfterMs: 0,
  }
}

function namesOf(stream: Stream): { readonly stream: string; readonly engine: string } {
  return { stream: nameOf(stream), engine: engineNameOf(stream) }
}

function engineNameOf({ engineName, engineId }: Stream): string {
  return engineName ?? engineId.slice(0, 12)
}
