import type { VpnNodeStatus } from '@acestream-orchestrator/contract/vpn'
import {
  BAD_LOOK,
  BUSY_LOOK,
  GOOD_LOOK,
  IDLE_LOOK,
  OFF_LOOK,
  type StatusLook,
  WARNING_LOOK,
} from '../../components/states/status-mark.tsx'

export const STATE_LOOKS: Record<VpnNodeStatus['state'], StatusLook> = {
  up: GOOD_LOOK,
  connecting: BUSY_LOOK,
  degraded: WARNING_LOOK,
  stopped: BAD_LOOK,
  crashed: BAD_LOOK,
  unreachable: BAD_LOOK,
  unauthorized: BAD_LOOK,
  not_found: BAD_LOOK,
  not_configured: OFF_LOOK,
}

export const HEALTH_LOOKS: Record<VpnNodeStatus['health'], StatusLook> = {
  healthy: GOOD_LOOK,
  unhealthy: BAD_LOOK,
  starting: BUSY_LOOK,
  unknown: IDLE_LOOK,
}

/** Docker keeps the last word of a health check after its container has stopped, and when the tunnel is down. */
export const shownHealth = ({ health, connected }: VpnNodeStatus): VpnNodeStatus['health'] =>
  health === 'healthy' && connected === false ? 'unknown' : health

/** Where the tunnel exits, as far as it is known. */
export const placeOf = ({ city, region, country }: VpnNodeStatus): string | null => {
  const parts = [city, region === city ? null : region, country].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(', ')
}

/** The word for a container's state; a newer server's states stay as they are. */
export const containerStateIn = (words: Readonly<Record<string, string>>, status: string): string =>
  Object.hasOwn(words, status) ? (words[status] ?? status) : status
