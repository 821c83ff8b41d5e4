import { type Static, Type } from 'typebox'
import type { CodedDiagnosis, DiagnosisCode } from './reasons/diagnosis.ts'
import { ReasonData } from './reasons/reason.ts'
import { Nullable, Timestamp } from './scalars.ts'

export const KeyType = Type.Union([
  Type.Literal('content_id'),
  Type.Literal('infohash'),
  Type.Literal('url'),
  Type.Literal('magnet'),
])
export type KeyType = Static<typeof KeyType>

export const StreamPhase = Type.Union([
  Type.Literal('starting'),
  Type.Literal('active'),
  Type.Literal('stalled'),
  Type.Literal('unknown'),
  Type.Literal('ended'),
])
export type StreamPhase = Static<typeof StreamPhase>

/** A diagnosis as it is sent beside its English sentence. */
const DiagnosisData = Type.Unsafe<CodedDiagnosis>(
  Type.Object(
    { code: Type.String({ description: 'what it is; never renamed' }) },
    { additionalProperties: true, description: 'its code, and parameters by name' },
  ),
)

/** Fields that older servers lack: where the stream is, and what explains it. */
const health = {
  behind_live_s: Type.Optional(
    Nullable(
      Type.Number({
        description:
          'seconds from what the engine hands out to the newest piece of the swarm; growing: it falls behind',
      }),
    ),
  ),
  diagnosis: Type.Optional(
    Nullable(
      Type.String({ description: 'why it stutters, or that nothing here explains it; null once ended' }),
    ),
  ),
  diagnosis_data: Type.Optional(Nullable(DiagnosisData)),
  diagnosis_since: Type.Optional(Nullable(Timestamp)),
}

export const StreamState = Type.Object({
  id: Type.String({
    description:
      "the reporter's own id (`labels.stream_id`), else key and session; a later play may have it again",
  }),
  short_id: Type.String({ description: 'ours, 16 hex digits, never used twice; accepted wherever `id` is' }),
  key_type: KeyType,
  key: Type.String(),
  container_id: Type.String(),
  playback_session_id: Type.String(),
  stat_url: Type.String(),
  command_url: Type.String(),
  is_live: Type.Boolean(),
  started_at: Timestamp,
  ended_at: Nullable(Timestamp),
  status: Type.Union([Type.Literal('started'), Type.Literal('ended')]),
  phase: StreamPhase,
  phase_reason: Nullable(Type.String()),
  phase_reason_data: Nullable(ReasonData),
  phase_since: Timestamp,
  end_reason: Nullable(Type.String()),
  replaced_by: Nullable(Type.String({ description: '`id` of the play that took its place' })),
  replaced_by_short_id: Nullable(Type.String({ description: '`short_id` of the same' })),
  container_name: Nullable(Type.String()),
  title: Nullable(Type.String()),
  labels: Type.Record(Type.String(), Type.String()),
  engine_status: Nullable(Type.String({ description: "the engine's own word: idle, prebuf, dl, buf ..." })),
  progress: Nullable(Type.Number({ description: 'percent, while prebuffering or checking' })),
  peers: Nullable(Type.Integer()),
  speed_down: Nullable(Type.Number({ description: 'KB/s (1024 bytes)' })),
  speed_up: Nullable(Type.Number({ description: 'KB/s (1024 bytes)' })),
  downloaded: Nullable(Type.Integer({ description: 'bytes since the session began' })),
  uploaded: Nullable(Type.Integer({ description: 'bytes since the session began' })),
  last_sample_at: Nullable(Timestamp),
  duration_s: Type.Number(),
  time_to_first_data_ms: Nullable(Type.Number()),
  avg_speed_down: Nullable(Type.Number()),
  avg_speed_up: Nullable(Type.Number()),
  peak_speed_down: Nullable(Type.Number()),
  peak_speed_up: Nullable(Type.Number()),
  peak_peers: Nullable(Type.Integer()),
  viewers: Nullable(Type.Integer()),
  source: Type.Union([Type.Literal('event'), Type.Literal('proxy')]),
  stored: Type.Boolean({ description: 'false while the store is down and this is only in memory' }),
  ...health,
})
export type StreamState = Static<typeof StreamState>

/** What samples of older servers lack. */
const sampled = {
  behind_live_s: Type.Optional(Nullable(Type.Number({ description: 'seconds' }))),
  diagnosis: Type.Optional(Nullable(Type.Unsafe<DiagnosisCode>(Type.String({ description: 'its code' })))),
}

const Extremes = Type.Object(
  {
    peers: Nullable(Type.Number()),
    speed_down: Nullable(Type.Number()),
    speed_up: Nullable(Type.Number()),
  },
  { description: 'of the readings that were averaged; missing for a single one' },
)

export const StreamStatSnapshot = Type.Object({
  ts: Timestamp,
  peers: Nullable(Type.Number()),
  speed_down: Nullable(Type.Number({ description: 'KB/s (1024 bytes)' })),
  speed_up: Nullable(Type.Number({ description: 'KB/s (1024 bytes)' })),
  downloaded: Nullable(Type.Number({ description: 'bytes' })),
  uploaded: Nullable(Type.Number({ description: 'bytes' })),
  status: Nullable(Type.String()),
  ...sampled,
  min: Type.Optional(Extremes),
  max: Type.Optional(Extremes),
})
export type StreamStatSnapshot = Static<typeof StreamStatSnapshot>

/** Labels of a stream or a container; each has a value of 4,096 characters at most. */
export const MOST_LABELS = 64

/** Ids may hold a whole magnet link. */
export const LONGEST_ID = 4096

const Id = Type.String({ minLength: 1, maxLength: LONGEST_ID })
const Labels = Type.Record(Type.String({ maxLength: 256 }), Type.String({ maxLength: LONGEST_ID }), {
  maxProperties: MOST_LABELS,
})

export const StreamStartedBody = Type.Object({
  container_id: Type.Optional(Nullable(Type.String({ maxLength: 256 }))),
  engine: Type.Object({
    host: Type.String({ maxLength: 255 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  }),
  stream: Type.Object({ key_type: KeyType, key: Id }),
  session: Type.Object({
    playback_session_id: Id,
    stat_url: Type.String({ maxLength: LONGEST_ID }),
    command_url: Type.String({ maxLength: LONGEST_ID }),
    is_live: Type.Integer(),
  }),
  labels: Type.Optional(Labels),
})
export type StreamStartedBody = Static<typeof StreamStartedBody>

export const StreamEndedBody = Type.Object({
  container_id: Type.Optional(Nullable(Type.String({ maxLength: 256 }))),
  stream_id: Type.Optional(Nullable(Type.String({ maxLength: LONGEST_ID }))),
  reason: Type.Optional(Nullable(Type.String({ maxLength: 1024 }))),
})
export type StreamEndedBody = Static<typeof StreamEndedBody>

export const StreamEndedAnswer = Type.Object({ updated: Type.Boolean(), stream: Nullable(StreamState) })
export type StreamEndedAnswer = Static<typeof StreamEndedAnswer>

export const ContentSummary = Type.Object({
  key_type: KeyType,
  key: Type.String(),
  title: Nullable(Type.String()),
  plays: Type.Integer(),
  median_speed_down: Nullable(Type.Number({ description: 'KB/s (1024 bytes)' })),
  best_peers: Nullable(Type.Integer()),
  median_time_to_first_data_ms: Nullable(Type.Number()),
  last_success_at: Nullable(Timestamp),
  last_played_at: Timestamp,
})
export type ContentSummary = Static<typeof ContentSummary>

export const BatchStopBody = Type.Object({ ids: Type.Array(Id, { minItems: 1, maxItems: 500 }) })
export type BatchStopBody = Static<typeof BatchStopBody>

export const BatchStopAnswer = Type.Object({
  results: Type.Array(
    Type.Object({
      id: Type.String(),
      stopped: Type.Boolean(),
      detail: Nullable(Type.String()),
      detail_data: Nullable(ReasonData),
      stream: Nullable(StreamState),
    }),
  ),
})
export type BatchStopAnswer = Static<typeof BatchStopAnswer>

/** One beat of the sampler: every stream read in it, in the order read. */
export const SampleBeat = Type.Object({
  ts: Timestamp,
  samples: Type.Array(
    Type.Object({
      id: Type.String(),
      short_id: Type.String(),
      ts: Timestamp,
      peers: Nullable(Type.Number()),
      speed_down: Nullable(Type.Number()),
      speed_up: Nullable(Type.Number()),
      downloaded: Nullable(Type.Number()),
      uploaded: Nullable(Type.Number()),
      status: Nullable(Type.String()),
      progress: Nullable(Type.Number()),
      ...sampled,
    }),
  ),
})
export type SampleBeat = Static<typeof SampleBeat>
