// present/: domain values become wire shapes, in pure functions.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type {
  BlockedDetails,
  OrchestratorStatus,
  ReadinessCheck,
} from '@acestream-orchestrator/contract/status'
import type { VpnStatus } from '@acestream-orchestrator/contract/vpn'
import { type Engine, isAlive, isExternal, lifecycleOf } from '../../engines/engine.ts'
import { publicHealth } from '../../engines/public-health.ts'
import type { Incident } from '../../incidents/incident.ts'
import type { Blocked } from '../../provisioning/planning/step.ts'
import type { RuntimeStatus } from '../../provisioning/ports.ts'
import type { ProvisioningStatus } from '../../provisioning/service.ts'
import type { PhaseCounts } from '../../streams/tracking/queries.ts'
import { sentenceOf, sentenceOrNull } from '../../wording/sentence.ts'
import { iso } from './time.ts'

/** Everything the overall status is put together from, read at one moment. */
export interface StatusParts {
  readonly engines: readonly Engine[]
  readonly streams: PhaseCounts
  readonly provisioning: ProvisioningStatus
  readonly vpn: VpnStatus
  readonly runtime: RuntimeStatus
  readonly store: { readonly ok: boolean; readonly reason: Reason | null }
  readonly log: { readonly ok: boolean; readonly reason: Reason | null; readonly dropped: number }
  /** The open ones. */
  readonly incidents: readonly Incident[]
  readonly version: string
  readonly nowMs: number
  readonly uptimeMs: number
}

export function orchestratorStatus(parts: StatusParts): OrchestratorStatus {
  const { provisioning, runtime, vpn } = parts
  const { capacity, blocked } = provisioning
  const engines = countEngines(parts.engines)
  return {
    ...overall(parts, engines),
    engines,
    streams: { active: parts.streams.started, stalled: parts.streams.stalled },
    capacity: {
      total: capacity.total,
      used: capacity.used,
      available: capacity.available,
      min_replicas: capacity.min,
      max_replicas: capacity.max,
      scale: capacity.scale,
      wanted: capacity.wanted,
    },
    vpn: {
      enabled: vpn.enabled,
      connected: vpn.connected,
      state: vpn.state,
      forwarded_port: vpn.forwarded_port,
      since: vpn.since,
      reason: vpn.reason,
      reason_data: vpn.reason_data,
    },
    provisioning: {
      can_provision: blocked === null,
      circuit_breaker_state: provisioning.breaker,
      blocked_reason: sentenceOrNull(blocked?.reason ?? null),
      blocked_reason_details: blocked && blockedDetails(blocked),
    },
    runtime: {
      kind: runtime.kind,
      reachable: runtime.reachable,
      version: runtime.version,
      reason: sentenceOrNull(runtime.reason),
      reason_data: runtime.reason,
      since: iso(runtime.sinceMs),
    },
    store: checked(parts.store),
    log: { ...checked(parts.log), dropped: parts.log.dropped },
    version: parts.version,
    server_time: iso(parts.nowMs),
    uptime_seconds: Math.floor(parts.uptimeMs / 1000),
  }
}

/** Whether a part of us works, and why not. */
export function checked({
  ok,
  reason,
}: {
  readonly ok: boolean
  readonly reason: Reason | null
}): ReadinessCheck {
  return { ok, reason: sentenceOrNull(reason), reason_data: reason }
}

type EngineCounts = OrchestratorStatus['engines']

/** Without external ones: they are somebody else's to run. */
function countEngines(all: readonly Engine[]): EngineCounts {
  const engines = all.filter((engine) => !isExternal(engine))
  const count = (holds: (engine: Engine) => boolean) => engines.filter(holds).length
  return {
    total: engines.length,
    running: count(isAlive),
    healthy: count((engine) => publicHealth(engine).status === 'healthy'),
    unhealthy: count((engine) => publicHealth(engine).status === 'unhealthy'),
    starting: count((engine) => lifecycleOf(engine) === 'starting'),
    draining: count((engine) => lifecycleOf(engine) === 'draining'),
    failed: count((engine) => lifecycleOf(engine) === 'failed'),
  }
}

type Overall = Pick<OrchestratorStatus, 'status' | 'reason' | 'reason_data'>

/** `unavailable`: a new stream finds no engine, and none is on its way. `degraded`: it works, but something is wrong. */
function overall(parts: StatusParts, engines: EngineCounts): Overall {
  const { blocked } = parts.provisioning
  const isUnavailable = nothingServes(parts) && blocked !== null
  const reason = isUnavailable ? blocked.reason : whyDegraded(parts, engines)
  const status = isUnavailable ? 'unavailable' : reason === null ? 'healthy' : 'degraded'
  return { status, reason: sentenceOrNull(reason), reason_data: reason }
}

/** These make the status; others are the streams' own, or no reason to worry. The worst first. */
const DEGRADING: readonly string[] = [
  'runtime_unreachable',
  'store_failing',
  'vpn_down',
  'engines_blocked',
  'engine_failed',
  'engine_unhealthy',
  'no_engine_serves',
  'settings_unused',
]

/** The reason of the worst open incident. */
function whyDegraded(parts: StatusParts, engines: EngineCounts): Reason | null {
  const external = new Set<string | null>(parts.engines.filter(isExternal).map(({ id }) => id))
  const ranks = new Map(DEGRADING.map((code, rank) => [code, rank]))
  const [worst] = parts.incidents
    .filter(
      ({ code, severity, subject }) => ranks.has(code) && severity !== 'info' && !external.has(subject.id),
    )
    .toSorted((a, b) => (ranks.get(a.code) ?? 0) - (ranks.get(b.code) ?? 0))
  if (worst?.subject.kind === 'engine')
    return { code: 'engines_unhealthy', unhealthy: engines.unhealthy, total: engines.total }
  if (worst?.reason) return worst.reason
  const { blocked, capacity } = parts.provisioning
  if (blocked !== null && blocked.code !== 'max_capacity') return blocked.reason
  if (capacity.wanted > 0 && nothingServes(parts))
    return { code: 'no_engine_healthy_yet', total: engines.total, target: capacity.wanted }
  return null
}

function nothingServes({ engines }: StatusParts): boolean {
  return !engines.some((engine) => publicHealth(engine).status === 'healthy')
}

const NEEDS_OPERATOR: ReadonlySet<Blocked['code']> = new Set(['image_missing', 'no_free_port'])

function blockedDetails({ code, reason, etaS }: Blocked): BlockedDetails {
  const needsOperator = NEEDS_OPERATOR.has(code)
  return {
    code,
    message: sentenceOf(reason),
    reason_data: reason,
    recovery_eta_seconds: etaS,
    can_retry: !needsOperator,
    should_wait: !needsOperator,
  }
}
