import type { OrchestratorStatus } from '@acestream-orchestrator/contract/status'
import type { VpnStatus } from '@acestream-orchestrator/contract/vpn'
import { type Engine, isAlive, isExternal, lifecycleOf, publicHealth } from '../engines/engine.ts'
import type { RuntimeStatus } from '../provisioning/ports.ts'
import type { ProvisioningStatus } from '../provisioning/service.ts'
import type { PhaseCounts } from '../streams/tracker.ts'
import { iso } from './present.ts'

/** Everything the overall status is put together from, read at one moment. */
export interface StatusParts {
  readonly engines: readonly Engine[]
  readonly streams: PhaseCounts
  readonly provisioning: ProvisioningStatus
  readonly vpn: VpnStatus
  readonly runtime: RuntimeStatus
  readonly store: { readonly ok: boolean; readonly reason: string | null }
  readonly log: OrchestratorStatus['log']
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
    },
    provisioning: {
      can_provision: blocked === null,
      circuit_breaker_state: provisioning.breaker,
      blocked_reason: blocked?.message ?? null,
      blocked_reason_details: blocked,
    },
    runtime: {
      kind: runtime.kind,
      reachable: runtime.reachable,
      version: runtime.version,
      reason: runtime.reason,
      since: iso(runtime.sinceMs),
    },
    store: { ok: parts.store.ok, reason: parts.store.reason },
    log: parts.log,
    version: parts.version,
    server_time: iso(parts.nowMs),
    uptime_seconds: Math.floor(parts.uptimeMs / 1000),
  }
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

/** `unavailable`: a new stream finds no engine, and none is on its way. `degraded`: it works, but something is wrong. */
function overall(parts: StatusParts, engines: EngineCounts): Pick<OrchestratorStatus, 'status' | 'reason'> {
  const { blocked } = parts.provisioning
  if (nothingServes(parts) && blocked !== null) return { status: 'unavailable', reason: blocked.message }
  const reason = whyDegraded(parts, engines)
  return { status: reason === null ? 'healthy' : 'degraded', reason }
}

/** The cause before what follows from it. */
function whyDegraded(parts: StatusParts, engines: EngineCounts): string | null {
  const { runtime, store, vpn } = parts
  const { blocked, capacity } = parts.provisioning
  if (!runtime.reachable) return runtime.reason ?? `${runtime.kind} does not answer`
  if (!store.ok) return store.reason ?? 'the store does not work'
  if (vpn.enabled && vpn.connected === false) return vpn.reason ?? `the VPN is ${vpn.state}`
  if (blocked !== null && blocked.code !== 'max_capacity') return blocked.message
  if (engines.unhealthy > 0) return `${engines.unhealthy} of ${engines.total} engines are unhealthy`
  if (capacity.wanted > 0 && nothingServes(parts))
    return `no engine is healthy yet: ${engines.total} of ${capacity.wanted} are there`
  return null
}

function nothingServes({ engines }: StatusParts): boolean {
  return !engines.some((engine) => publicHealth(engine).status === 'healthy')
}
