import { type Static, Type } from 'typebox'
import { ReasonData } from './reasons/reason.ts'
import { HealthStatus, Nullable, Timestamp } from './scalars.ts'

export const EngineLifecycle = Type.Union([
  Type.Literal('starting'),
  Type.Literal('ready'),
  Type.Literal('draining'),
  Type.Literal('removing'),
  Type.Literal('failed'),
])
export type EngineLifecycle = Static<typeof EngineLifecycle>

/** One answered or missed health question. `reason` is null when it was answered well. */
export const RecentCheck = Type.Object({
  ts: Timestamp,
  ms: Nullable(Type.Number({ description: 'milliseconds until the answer, or until we gave up' })),
  reason: Nullable(Type.String()),
  reason_data: Type.Optional(ReasonData),
})
export type RecentCheck = Static<typeof RecentCheck>

export const EngineState = Type.Object({
  container_id: Type.String(),
  container_name: Nullable(Type.String()),
  host: Type.String({ description: 'the advertised address: where clients reach this engine' }),
  port: Type.Integer(),
  labels: Type.Record(Type.String(), Type.String()),
  first_seen: Timestamp,
  last_seen: Timestamp,
  streams: Type.Array(Type.String(), { description: 'ids of the started streams' }),
  health_status: HealthStatus,
  last_health_check: Nullable(Timestamp),
  last_stream_usage: Nullable(Timestamp),
  state: EngineLifecycle,
  health_reason: Nullable(Type.String()),
  health_reason_data: Nullable(ReasonData),
  health_since: Nullable(Timestamp),
  probe_latency_ms: Nullable(Type.Number()),
  recent_checks: Type.Array(RecentCheck, { description: 'the last 40, oldest first' }),
  uptime_24h: Nullable(Type.Number({ description: 'fraction of checks answered, 0 to 1' })),
  version: Nullable(Type.String()),
  image: Type.String(),
  image_digest: Nullable(Type.String()),
  image_unclear: Type.Boolean({
    description:
      "the runtime gives the container another digest than its image: it can't tell whether the image is newer",
  }),
  reduced_hardening: Type.Boolean({
    description: 'runs without an init process and no-new-privileges, with which this runtime starts nothing',
  }),
  variant: Type.String(),
  runtime: Type.String(),
  started_at: Nullable(Timestamp),
  restarts: Type.Integer(),
  stale: Type.Boolean({ description: 'the runtime does not answer: this is the last known state' }),
  outdated: Type.Boolean({ description: 'a new engine would be made otherwise; replaced once idle' }),
  external: Type.Boolean({ description: 'registered by a client: probed and shown, never changed by us' }),
  exit_code: Nullable(Type.Integer()),
  oom_killed: Type.Boolean(),
  forwarded: Type.Boolean({ description: "holds its VPN's forwarded port" }),
  vpn_container: Nullable(Type.String()),
  stream_count: Type.Integer(),
  unreported_use: Nullable(
    Type.Boolean({
      description:
        'serves a player although no stream on it is reported; null: not known yet, or can not be known',
    }),
  ),
  max_streams: Type.Integer(),
  speed_down: Nullable(Type.Number({ description: 'KB/s (1024 bytes), sum over its streams' })),
  speed_up: Nullable(Type.Number({ description: 'KB/s (1024 bytes), sum over its streams' })),
  peers: Nullable(Type.Integer()),
  cpu_percent: Nullable(Type.Number({ description: 'of one core' })),
  memory_bytes: Nullable(Type.Integer()),
})
export type EngineState = Static<typeof EngineState>

export const ProbeRecord = Type.Object({
  ts: Timestamp,
  ok: Type.Boolean(),
  latency_ms: Nullable(Type.Number()),
  reason: Nullable(Type.String()),
  reason_data: Nullable(ReasonData),
})
export type ProbeRecord = Static<typeof ProbeRecord>

export const EngineHealthHistory = Type.Object({
  checks: Type.Array(ProbeRecord),
  uptime: Type.Object({ '24h': Nullable(Type.Number()), '7d': Nullable(Type.Number()) }),
})
export type EngineHealthHistory = Static<typeof EngineHealthHistory>

export const RecommendedEngine = Type.Object({
  engine: EngineState,
  reason: Type.String({ description: 'why this one, in words' }),
  reason_data: ReasonData,
})
export type RecommendedEngine = Static<typeof RecommendedEngine>

/** A host name, an IPv4 or an IPv6 address: no scheme, no port, no brackets. */
const HOST = '^([A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*)$'

export const RegisterEngineBody = Type.Object({
  host: Type.String({ minLength: 1, maxLength: 255, pattern: HOST }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
})
export type RegisterEngineBody = Static<typeof RegisterEngineBody>
