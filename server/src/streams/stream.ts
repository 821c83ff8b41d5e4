import type { StreamEndReason } from '@acestream-orchestrator/contract/events/stream'
import type { CodedDiagnosis } from '@acestream-orchestrator/contract/reasons/diagnosis'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Sample } from '../history/sample.ts'
import { same } from '../lib/same.ts'
import type { EngineStat } from './ports.ts'

/** What a stream plays is named by. */
export type KeyType = 'content_id' | 'infohash' | 'url' | 'magnet'

export type StreamPhase = 'starting' | 'active' | 'stalled' | 'unknown' | 'ended'

/** Why a stream is over; the reporter's own words are kept beside it in `endDetail`. */
export type EndReason = StreamEndReason

/** Why we stop a stream on its engine: somebody asked for it, or nobody watches it. */
export type StopReason = Extract<EndReason, 'stopped' | 'abandoned'>

/** A phase that a stream can have while it is started. */
export type LivePhase = Exclude<StreamPhase, 'ended'>

/** The phase of a stream that is known to be started. */
export function livePhaseOf({ id, phase }: Stream): LivePhase {
  if (phase === 'ended') throw new Error(`stream ${id} has ended and is still among the started ones`)
  return phase
}

/** Running sums over a stream's samples, so that averages and peaks need no history read. */
export interface StreamTotals {
  readonly samples: number
  readonly sumSpeedDown: number
  readonly sumSpeedUp: number
  readonly peakSpeedDown: number | null
  readonly peakSpeedUp: number | null
  readonly peakPeers: number | null
}

/** One playback session on an engine. Times are Unix milliseconds, speeds KiB/s, totals bytes. */
export interface Stream {
  /** Ours, never used twice: what everything in here knows it by. */
  readonly id: string
  /** What its reporter calls it. Reporters with stable ids give each play of a channel the same one. */
  readonly reportedId: string
  readonly keyType: KeyType
  readonly key: string
  readonly engineId: string
  readonly engineName: string | null
  readonly sessionId: string
  /** What the engine itself calls the session, from its statistics; null until read. Some reporters send the path's token instead. */
  readonly engineSessionId: string | null
  /** `/ace/stat/<hex>/<hex>`: the path only, the address is always the engine's own. Empty: there are no statistics. */
  readonly statPath: string
  /** `/ace/cmd/<hex>/<hex>`; empty: it can't be stopped on its engine. */
  readonly commandPath: string
  /** As reported, until the engine says what it is: some reporters call everything live. */
  readonly isLive: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly title: string | null
  readonly source: 'event' | 'proxy'
  readonly startedAtMs: number
  readonly endedAtMs: number | null
  readonly endReason: EndReason | null
  readonly endDetail: Reason | null
  readonly replacedBy: StreamIds | null
  readonly phase: StreamPhase
  readonly phaseReason: Reason | null
  readonly phaseSinceMs: number
  readonly firstDataAtMs: number | null
  readonly lastSampleAtMs: number | null
  readonly engineStatus: string | null
  readonly progress: number | null
  readonly peers: number | null
  readonly speedDown: number | null
  readonly speedUp: number | null
  readonly downloaded: number | null
  readonly uploaded: number | null
  /** Seconds from what its engine hands out to the newest piece; null where it does not tell. */
  readonly behindLiveS: number | null
  /** Why it stutters; null before its first reading since our start, and once it has ended. */
  readonly diagnosis: CodedDiagnosis | null
  readonly diagnosisSinceMs: number | null
  readonly totals: StreamTotals
  /** False once the store has said that it holds this only in memory, until it says otherwise. */
  readonly stored: boolean
}

export type StreamIds = Pick<Stream, 'id' | 'reportedId'>

/** What a stream is from its first moment on; the rest follows from it. */
export type StreamIdentity = Pick<
  Stream,
  | 'id'
  | 'reportedId'
  | 'keyType'
  | 'key'
  | 'engineId'
  | 'engineName'
  | 'sessionId'
  | 'statPath'
  | 'commandPath'
  | 'isLive'
  | 'labels'
  | 'source'
>

export interface Ending {
  readonly reason: EndReason
  readonly detail: Reason | null
  readonly replacedBy: StreamIds | null
}

const NO_TOTALS: StreamTotals = {
  samples: 0,
  sumSpeedDown: 0,
  sumSpeedUp: 0,
  peakSpeedDown: null,
  peakSpeedUp: null,
  peakPeers: null,
}

/** What is known only as long as the engine reports it. */
const NOT_MEASURED = {
  peers: null,
  speedDown: null,
  speedUp: null,
  progress: null,
  behindLiveS: null,
} as const

/** How a stream ends whose place another one took. */
export function replacedBy({ id, reportedId, sessionId }: Stream): Ending {
  const detail: Reason = { code: 'replaced_by_session', session: sessionId }
  return { reason: 'replaced', detail, replacedBy: { id, reportedId } }
}

/** `unread`: why it has no statistics; null where they can be asked for. */
export function newStream(identity: StreamIdentity, nowMs: number, unread: Reason | null = null): Stream {
  return {
    ...identity,
    ...NOT_MEASURED,
    title: null,
    engineSessionId: null,
    startedAtMs: nowMs,
    endedAtMs: null,
    endReason: null,
    endDetail: null,
    replacedBy: null,
    phase: unread === null ? 'starting' : 'unknown',
    phaseReason: unread,
    phaseSinceMs: nowMs,
    firstDataAtMs: null,
    lastSampleAtMs: null,
    engineStatus: null,
    downloaded: null,
    uploaded: null,
    diagnosis: null,
    diagnosisSinceMs: null,
    totals: NO_TOTALS,
    stored: true,
  }
}

/** The stream after one more reading. Totals that the engine leaves out keep their last known value. */
export function withSample(stream: Stream, sample: Sample, stat: EngineStat, grew: boolean): Stream {
  return {
    ...stream,
    lastSampleAtMs: sample.atMs,
    firstDataAtMs: stream.firstDataAtMs ?? (grew ? sample.atMs : null),
    engineStatus: sample.status,
    engineSessionId: stat.playbackSessionId ?? stream.engineSessionId,
    isLive: stat.isLive ?? stream.isLive,
    progress: stat.progress,
    behindLiveS: stat.behindLiveS,
    peers: sample.peers,
    speedDown: sample.speedDown,
    speedUp: sample.speedUp,
    downloaded: sample.downloaded ?? stream.downloaded,
    uploaded: sample.uploaded ?? stream.uploaded,
    totals: addToTotals(stream.totals, sample),
  }
}

function addToTotals(totals: StreamTotals, { speedDown, speedUp, peers }: Sample): StreamTotals {
  const measured = speedDown !== null || speedUp !== null
  return {
    samples: totals.samples + (measured ? 1 : 0),
    sumSpeedDown: totals.sumSpeedDown + (speedDown ?? 0),
    sumSpeedUp: totals.sumSpeedUp + (speedUp ?? 0),
    peakSpeedDown: higher(totals.peakSpeedDown, speedDown),
    peakSpeedUp: higher(totals.peakSpeedUp, speedUp),
    peakPeers: higher(totals.peakPeers, peers),
  }
}

function higher(peak: number | null, value: number | null): number | null {
  if (peak === null || value === null) return peak ?? value
  return Math.max(peak, value)
}

/** The stream in this phase; `unknown` also forgets the readings that nobody vouches for any more. */
export function withPhase(stream: Stream, phase: LivePhase, reason: Reason | null, nowMs: number): Stream {
  if (stream.phase === phase && same(stream.phaseReason, reason)) return stream
  return {
    ...stream,
    ...(phase === 'unknown' ? NOT_MEASURED : {}),
    phase,
    phaseReason: reason,
    phaseSinceMs: stream.phase === phase ? stream.phaseSinceMs : nowMs,
  }
}

/** The stream with why it stutters now. */
export function withDiagnosis(stream: Stream, diagnosis: CodedDiagnosis, nowMs: number): Stream {
  if (same(stream.diagnosis, diagnosis)) return stream
  const isSame = stream.diagnosis?.code === diagnosis.code
  return { ...stream, diagnosis, diagnosisSinceMs: isSame ? stream.diagnosisSinceMs : nowMs }
}

/** The stream as it stays: an end is never before its start, however the wall clock was set meanwhile. */
export function withEnd(stream: Stream, ending: Ending, nowMs: number): Stream {
  const endedAtMs = Math.max(nowMs, stream.startedAtMs)
  return {
    ...stream,
    endedAtMs,
    endReason: ending.reason,
    endDetail: ending.detail,
    replacedBy: ending.replacedBy,
    diagnosis: null,
    diagnosisSinceMs: null,
    phase: 'ended',
    phaseReason: ending.detail,
    phaseSinceMs: endedAtMs,
  }
}

/** From the start event to the first byte; null while none has come. */
export function timeToFirstDataMs({ firstDataAtMs, startedAtMs }: Stream): number | null {
  return firstDataAtMs === null ? null : Math.max(0, firstDataAtMs - startedAtMs)
}

/** A mean to a tenth of a KB/s, finer than any engine measures; null of no samples. */
export function meanOf(sum: number, count: number): number | null {
  return count === 0 ? null : Math.round((sum / count) * 10) / 10
}
