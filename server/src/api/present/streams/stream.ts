import type { SampleBeat, StreamState, StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import type { Sample, SampleFigures } from '../../../history/sample.ts'
import { type Address, httpOrigin } from '../../../lib/address.ts'
import type { Beat } from '../../../streams/sampling/beat.ts'
import { meanOf, type Stream, timeToFirstDataMs } from '../../../streams/stream.ts'
import { diagnosisSentence } from '../../../wording/incidents/diagnosis.ts'
import { sentenceOrNull } from '../../../wording/sentence.ts'
import { iso, isoOrNull } from '../time.ts'

/** What a stream's wire shape needs beside the stream. */
export interface StreamContext {
  readonly nowMs: number
  /** Where its engine is reached; null: the URLs are paths only, for lack of an address. */
  readonly address: Address | null
  /** Of our own playback; null where others play it. */
  readonly viewers: number | null
}

/** The stream as clients get it: ISO times, KB/s, bytes; ages never negative, however the clock was set. */
export function toStreamState(stream: Stream, { nowMs, address, viewers }: StreamContext): StreamState {
  const { totals } = stream
  return {
    id: stream.reportedId,
    short_id: stream.id,
    key_type: stream.keyType,
    key: stream.key,
    container_id: stream.engineId,
    playback_session_id: stream.sessionId,
    stat_url: urlOf(address, stream.statPath),
    command_url: urlOf(address, stream.commandPath),
    is_live: stream.isLive,
    started_at: iso(stream.startedAtMs),
    ended_at: isoOrNull(stream.endedAtMs),
    status: stream.phase === 'ended' ? 'ended' : 'started',
    phase: stream.phase,
    phase_reason: sentenceOrNull(stream.phaseReason),
    phase_reason_data: stream.phaseReason,
    phase_since: iso(stream.phaseSinceMs),
    end_reason: stream.endReason,
    replaced_by: stream.replacedBy?.reportedId ?? null,
    replaced_by_short_id: stream.replacedBy?.id ?? null,
    container_name: stream.engineName,
    title: stream.title,
    labels: { ...stream.labels },
    engine_status: stream.engineStatus,
    progress: stream.progress,
    peers: stream.peers,
    speed_down: stream.speedDown,
    speed_up: stream.speedUp,
    downloaded: stream.downloaded,
    uploaded: stream.uploaded,
    last_sample_at: isoOrNull(stream.lastSampleAtMs),
    duration_s: durationS(stream, nowMs),
    time_to_first_data_ms: timeToFirstDataMs(stream),
    avg_speed_down: meanOf(totals.sumSpeedDown, totals.samples),
    avg_speed_up: meanOf(totals.sumSpeedUp, totals.samples),
    peak_speed_down: totals.peakSpeedDown,
    peak_speed_up: totals.peakSpeedUp,
    peak_peers: totals.peakPeers,
    viewers,
    source: stream.source,
    stored: stream.stored,
    behind_live_s: stream.behindLiveS,
    diagnosis: stream.diagnosis && diagnosisSentence(stream.diagnosis),
    diagnosis_data: stream.diagnosis,
    diagnosis_since: isoOrNull(stream.diagnosisSinceMs),
  }
}

/** In seconds; never negative. */
export function durationS({ startedAtMs, endedAtMs }: Stream, nowMs: number): number {
  return Math.max(0, (endedAtMs ?? nowMs) - startedAtMs) / 1000
}

export function toStatSnapshot(sample: Sample): StreamStatSnapshot {
  return {
    ts: iso(sample.atMs),
    peers: sample.peers,
    speed_down: sample.speedDown,
    speed_up: sample.speedUp,
    downloaded: sample.downloaded,
    uploaded: sample.uploaded,
    status: sample.status,
    ...(sample.behindLiveS === undefined ? {} : { behind_live_s: sample.behindLiveS }),
    ...(sample.diagnosis === undefined ? {} : { diagnosis: sample.diagnosis }),
    ...(sample.least === undefined ? {} : { min: figuresOf(sample.least) }),
    ...(sample.most === undefined ? {} : { max: figuresOf(sample.most) }),
  }
}

function figuresOf({ peers, speedDown, speedUp }: SampleFigures): NonNullable<StreamStatSnapshot['min']> {
  return { peers, speed_down: speedDown, speed_up: speedUp }
}

function urlOf(address: Address | null, path: string): string {
  if (address === null || path === '') return path
  return `${httpOrigin(address)}${path}`
}

export function sampleBeat({ atMs, samples }: Beat): SampleBeat {
  return {
    ts: iso(atMs),
    samples: samples.map(({ streamId, reportedId, sample, progress }) => ({
      id: reportedId,
      short_id: streamId,
      ...toStatSnapshot(sample),
      progress,
    })),
  }
}
