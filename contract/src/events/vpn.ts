import type { Reason } from '../reasons/reason.ts'

type State =
  | 'up'
  | 'connecting'
  | 'degraded'
  | 'stopped'
  | 'crashed'
  | 'unreachable'
  | 'unauthorized'
  | 'not_found'

interface Of {
  /** The VPN container's name. */
  container: string
}

interface At extends Of {
  state: State
  /** Why it is in this state. */
  reason: Reason | null
}

interface Address {
  publicIp: string | null
}

interface Ports {
  port: number
  formerPort: number | null
}

interface Leak extends Of, Address {
  hostIp: string | null
}

/** What happened to a VPN container. Times are Unix ms. */
export interface VpnEvents {
  'vpn.disconnected': At & { sinceMs: number | null }
  /** `awaySeconds`: null for the first connection. */
  'vpn.connected': At & Address & { awaySeconds: number | null }
  /** `withinSeconds`: null where the loss itself was not seen; `formerIp`: null where it kept its address. */
  'vpn.reconnected': At & Address & { formerIp: string | null; withinSeconds: number | null }
  'vpn.unstable': At & { losses: number; withinSeconds: number }
  'vpn.stable': At & Address & { losses: number; withinSeconds: number }
  'vpn.recreated': At & { containerId: string; formerContainerId: string }
  'vpn.restarted': At & { containerId: string; startedAtMs: number | null }
  'vpn.port_missing': At & { lastPort: number | null }
  'vpn.port_back': At & Ports
  'vpn.port_changed': At & Ports
  /** Connected, though its control server refuses us. */
  'vpn.unauthorized': At
  /** Connected, though its control server can't be read. */
  'vpn.unreachable': At
  /** Connected, though Docker's health check fails. */
  'vpn.degraded': At
  /** The world sees the host's own address. */
  'vpn.leak': Leak
  'vpn.leak_over': Leak
  'vpn.tunnel_restart': At
  'vpn.tunnel_restart_failed': At
  /** An operator released it so that it can be recreated. */
  'vpn.released': Of & { containerId: string | null }
}
