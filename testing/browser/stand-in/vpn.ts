import type { VpnNodeStatus, VpnStatus } from '@acestream-orchestrator/contract/vpn'
import { ago } from './clock.ts'

export const VPN_UP: VpnNodeStatus = {
  enabled: true,
  status: 'running',
  container_name: 'gluetun',
  health: 'healthy',
  forwarded_port: 51_413,
  last_check: ago(4),
  state: 'up',
  connected: true,
  public_ip: '185.159.157.24',
  country: 'Switzerland',
  region: 'Zurich',
  city: 'Zurich',
  provider: 'protonvpn',
  vpn_type: 'wireguard',
  gluetun_version: 'v3.41.3',
  recent_checks: Array.from({ length: 40 }, (_, index) => ({
    ts: ago((40 - index) * 5),
    ms: 4 + (index % 5),
    reason: null,
  })),
  reason: null,
  reason_data: null,
  since: ago(3 * 3600),
  port_forwarding: 'on',
  last_port_change: ago(2.4 * 3600),
  engines: [],
  leak: null,
}

export const VPN_DOWN: Partial<VpnNodeStatus> = {
  state: 'connecting',
  connected: false,
  health: 'unhealthy',
  forwarded_port: null,
  port_forwarding: 'pending',
  public_ip: null,
  reason: 'no handshake with the VPN server; Gluetun is reconnecting',
  since: ago(40),
}

export const NO_VPN: VpnNodeStatus = {
  ...VPN_UP,
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
  since: null,
  port_forwarding: 'unknown',
  last_port_change: null,
}

export const asStatus = (node: VpnNodeStatus): VpnStatus => ({
  ...node,
  containers: node.enabled ? [node] : [],
})
