import { type Static, Type } from 'typebox'
import { ReasonData } from './reasons/reason.ts'
import { Nullable, Timestamp } from './scalars.ts'
import { VpnStateWord } from './vpn.ts'

export const BreakerState = Type.Union([
  Type.Literal('closed'),
  Type.Literal('open'),
  Type.Literal('half_open'),
])
export type BreakerState = Static<typeof BreakerState>

export const BlockedDetails = Type.Object({
  code: Type.String(),
  message: Type.String(),
  reason_data: Nullable(ReasonData),
  recovery_eta_seconds: Nullable(Type.Integer()),
  can_retry: Type.Boolean(),
  should_wait: Type.Boolean(),
})
export type BlockedDetails = Static<typeof BlockedDetails>

export const OrchestratorStatus = Type.Object({
  status: Type.Union([Type.Literal('healthy'), Type.Literal('degraded'), Type.Literal('unavailable')]),
  reason: Nullable(Type.String({ description: 'why it is not `healthy`; null when it is' })),
  reason_data: Nullable(ReasonData),
  engines: Type.Object({
    total: Type.Integer(),
    running: Type.Integer(),
    healthy: Type.Integer(),
    unhealthy: Type.Integer(),
    starting: Type.Integer(),
    draining: Type.Integer(),
    failed: Type.Integer(),
  }),
  streams: Type.Object({ active: Type.Integer(), stalled: Type.Integer() }),
  capacity: Type.Object({
    total: Type.Integer(),
    used: Type.Integer(),
    available: Type.Integer(),
    min_replicas: Type.Integer(),
    max_replicas: Type.Integer(),
    scale: Nullable(Type.Integer({ description: "the operator's POST /scale, until DELETE /scale" })),
    wanted: Type.Integer(),
  }),
  vpn: Type.Object({
    enabled: Type.Boolean(),
    connected: Nullable(Type.Boolean()),
    state: VpnStateWord,
    forwarded_port: Nullable(Type.Integer()),
    since: Nullable(Timestamp),
    reason: Nullable(Type.String()),
    reason_data: Nullable(ReasonData),
  }),
  provisioning: Type.Object({
    can_provision: Type.Boolean(),
    circuit_breaker_state: BreakerState,
    blocked_reason: Nullable(Type.String()),
    blocked_reason_details: Nullable(BlockedDetails),
  }),
  runtime: Type.Object({
    kind: Type.String(),
    reachable: Type.Boolean(),
    version: Nullable(Type.String()),
    reason: Nullable(Type.String()),
    reason_data: Nullable(ReasonData),
    since: Nullable(Timestamp),
  }),
  store: Type.Object({
    ok: Type.Boolean(),
    reason: Nullable(Type.String()),
    reason_data: Nullable(ReasonData),
  }),
  log: Type.Object({
    ok: Type.Boolean({ description: 'false while nobody reads the log and its lines are dropped' }),
    reason: Nullable(Type.String()),
    reason_data: Nullable(ReasonData),
    dropped: Type.Integer({ description: 'lines since the start' }),
  }),
  version: Type.String(),
  server_time: Timestamp,
  uptime_seconds: Type.Number(),
})
export type OrchestratorStatus = Static<typeof OrchestratorStatus>

export const ReadinessCheck = Type.Object({
  ok: Type.Boolean(),
  reason: Nullable(Type.String()),
  reason_data: Nullable(ReasonData),
})
export type ReadinessCheck = Static<typeof ReadinessCheck>

export const Readiness = Type.Object({
  status: Type.Union([Type.Literal('ready'), Type.Literal('not_ready')]),
  checks: Type.Object({ runtime: ReadinessCheck, store: ReadinessCheck }),
})
export type Readiness = Static<typeof Readiness>

export const HistoryMetric = Type.Union([
  Type.Literal('streams'),
  Type.Literal('viewers'),
  Type.Literal('engines'),
  Type.Literal('speed'),
])
export type HistoryMetric = Static<typeof HistoryMetric>

export const HistoryWindow = Type.Union([
  Type.Literal('5m'),
  Type.Literal('1h'),
  Type.Literal('6h'),
  Type.Literal('24h'),
  Type.Literal('7d'),
  Type.Literal('30d'),
])
export type HistoryWindow = Static<typeof HistoryWindow>

const Lines = Type.Record(Type.String(), Type.Array(Nullable(Type.Number())))

/**
 * One fleet series: `series.active[i]` is the average of the step that begins at `ts[i]`, `min` and `max` its extremes (absent from
 * older servers); `null` where nothing was recorded (a gap stays a gap). `window`: null where a range was asked for.
 */
export const HistorySeries = Type.Object({
  metric: HistoryMetric,
  window: Nullable(HistoryWindow),
  step_s: Type.Number(),
  ts: Type.Array(Timestamp),
  series: Lines,
  min: Type.Optional(Lines),
  max: Type.Optional(Lines),
})
export type HistorySeries = Static<typeof HistorySeries>
