import type { RecentCheck } from '@acestream-orchestrator/contract/engine'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { LeakCheck, VpnNodeStatus, VpnStatus } from '@acestream-orchestrator/contract/vpn'
import type { Leak } from '../../vpn/leak/leak.ts'
import { portForwarding } from '../../vpn/node/judge.ts'
import { type NodeState, reasonOf } from '../../vpn/node/node-state.ts'
import type { VpnCheckRow } from '../../vpn/ports.ts'
import type { VpnNode } from '../../vpn/watch.ts'
import { sentenceOrNull } from '../../wording/sentence.ts'
import { iso, isoOrNull } from './time.ts'

/** The best VPN on top, all of them in `containers`. */
export function vpnStatus(nodes: readonly VpnNode[]): VpnStatus {
  const containers = nodes.map(nodeStatus)
  const [best] = [...containers].sort((a, b) => rank(a) - rank(b))
  return { ...(best ?? NOT_CONFIGURED), containers }
}

function nodeStatus({ state: node, checks, engines, leak }: VpnNode): VpnNodeStatus {
  const { container, verdict } = node
  const control = node.control?.kind === 'ok' ? node.control : null
  return {
    enabled: true,
    status: containerStatus(node),
    container_name: node.name,
    health: container?.health ?? 'unknown',
    forwarded_port: node.port.current,
    last_check: isoOrNull(node.lookedAtMs),
    state: verdict.state,
    connected: verdict.connected,
    public_ip: control?.publicIp ?? null,
    country: control?.country ?? null,
    region: control?.region ?? null,
    city: control?.city ?? null,
    provider: container?.provider ?? null,
    vpn_type: container?.vpnType ?? null,
    gluetun_version: control?.version ?? null,
    recent_checks: checks.map(recentCheck),
    ...reasonFields(reasonOf(node)),
    since: iso(node.since.wallMs),
    port_forwarding: portForwarding(
      container?.portForwardingEnabled ?? null,
      control?.forwardedPorts ?? null,
    ),
    last_port_change: isoOrNull(node.port.changedAtMs),
    engines: [...engines],
    leak: leak && leakCheck(leak),
  }
}

function containerStatus({ container, lookedAtMs, verdict }: NodeState): string {
  if (container) return container.status
  return lookedAtMs !== null && verdict.state === 'not_found' ? 'not_found' : 'error'
}

function recentCheck({ atMs, latencyMs, reason }: VpnCheckRow): RecentCheck {
  return {
    ts: iso(atMs),
    ms: latencyMs,
    reason: sentenceOrNull(reason),
    ...(reason && { reason_data: reason }),
  }
}

function leakCheck({ status, hostIp, reason, checkedAtMs }: Leak): LeakCheck {
  return { status, host_ip: hostIp, ...reasonFields(reason), checked_at: isoOrNull(checkedAtMs) }
}

function reasonFields(reason: Reason | null): { reason: string | null; reason_data: Reason | null } {
  return { reason: sentenceOrNull(reason), reason_data: reason }
}

/** The states from best to worst; connected VPNs come before all others. */
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
  ...reasonFields({ code: 'no_vpn_configured' }),
  since: null,
  port_forwarding: 'unknown',
  last_port_change: null,
  engines: [],
  leak: null,
}
