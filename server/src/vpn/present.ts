import type { LeakCheck, VpnNodeStatus, VpnStatus } from '@acestream-orchestrator/contract/vpn'
import { portForwarding } from './node.ts'
import type { NodeState } from './node-state.ts'
import type { VpnCheckRow } from './ports.ts'

export interface Beside {
  /** Oldest first. */
  readonly checks: readonly VpnCheckRow[]
  readonly engines: readonly string[]
  readonly leak: LeakCheck | null
}

export function presentNode(node: NodeState, beside: Beside): VpnNodeStatus {
  const { container, verdict } = node
  const control = node.control?.kind === 'ok' ? node.control : null
  return {
    enabled: true,
    status: containerStatus(node),
    container_name: node.name,
    health: container?.health ?? 'unknown',
    forwarded_port: node.port.current,
    last_check: iso(node.lookedAtMs),
    state: verdict.state,
    connected: verdict.connected,
    public_ip: control?.publicIp ?? null,
    country: control?.country ?? null,
    region: control?.region ?? null,
    city: control?.city ?? null,
    provider: container?.provider ?? null,
    vpn_type: container?.vpnType ?? null,
    gluetun_version: control?.version ?? null,
    recent_checks: beside.checks.map(({ atMs, latencyMs, reason }) => ({
      ts: new Date(atMs).toISOString(),
      ms: latencyMs,
      reason,
    })),
    reason: reasonOf(node),
    since: iso(node.since.wallMs),
    port_forwarding: portForwarding(
      container?.portForwardingEnabled ?? null,
      control?.forwardedPorts ?? null,
    ),
    last_port_change: iso(node.port.changedAtMs),
    engines: [...beside.engines],
    leak: beside.leak,
  }
}

function containerStatus({ container, lookedAtMs, verdict }: NodeState): string {
  if (container) return container.status
  return lookedAtMs !== null && verdict.state === 'not_found' ? 'not_found' : 'error'
}

function reasonOf({ runtimeReason, verdict, container }: NodeState): string | null {
  if (runtimeReason === null || (!container && verdict.state !== 'not_found')) return verdict.reason
  return `${runtimeReason}; this is what was last known${verdict.reason === null ? '' : `: ${verdict.reason}`}`
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

/** The words from best to worst; connected nodes come before all others. */
const ORDER: readonly VpnNodeStatus['state'][] = [
  'up',
  'degraded',
  'unauthorized',
  'unreachable',
  'connecting',
  'stopped',
  'crashed',
  'not_found',
  'not_configured',
]

/** The best node on top, all of them in `containers`. */
export function presentAll(nodes: readonly VpnNodeStatus[]): VpnStatus {
  const [best] = [...nodes].sort((a, b) => rank(a) - rank(b))
  return { ...(best ?? NOT_CONFIGURED), containers: [...nodes] }
}

function rank({ connected, state }: VpnNodeStatus): number {
  return ORDER.indexOf(state) + (connected ? 0 : ORDER.length)
}

const NOT_CONFIGURED: VpnNodeStatus = {
  enabled: false,
  status: 'disabled',
  container_name: null,
  health: 'unknown',
  forwarded_port: null,
  last_check: null,
  state: 'not_configured',
  connected: null,
  public_ip: null,
  country: null,
  region: null,
  city: null,
  provider: null,
  vpn_type: null,
  gluetun_version: null,
  recent_checks: [],
  reason: 'no VPN is configured: set GLUETUN_CONTAINER_NAME to the name of your Gluetun container',
  since: null,
  port_forwarding: 'unknown',
  last_port_change: null,
  engines: [],
  leak: null,
}
