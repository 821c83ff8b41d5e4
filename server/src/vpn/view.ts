import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../lib/address.ts'
import type { VpnNodeView } from '../provisioning/ports.ts'
import type { NodeState } from './node/node-state.ts'

/** Gluetun's own: DNS, SOCKS5, Shadowsocks, HTTP proxy, health server (docs/reference/gluetun.md 7.1). */
const GLUETUN_PORTS = [53, 1080, 8000, 8388, 8888, 9999]

export interface Reach {
  /** Where its control server answered last. */
  readonly dialed: Address | undefined
  /** Clients get the published address (ENGINE_ADVERTISE=published), so it must exist. */
  readonly advertisePublished: boolean
  /** An operator released it: nothing new starts in it. */
  readonly released: boolean
}

export function viewOf(node: NodeState, reach: Reach, elapsedMs: number): VpnNodeView {
  const { container, verdict } = node
  return {
    name: node.name,
    containerId: container?.id ?? null,
    checked: node.lookedAtMs !== null,
    running: container?.status === 'running',
    startedAtMs: container?.startedAtMs ?? null,
    connected: verdict.connected,
    usable: verdict.usable && !reach.released,
    blockedReason: blockedReason(node, reach.released),
    downForMs: node.unusableSinceMs === null ? null : elapsedMs - node.unusableSinceMs,
    forwardedPort: node.port.current,
    publishedPorts: publishedPorts(node, reach),
    occupiedPorts: new Set([
      ...GLUETUN_PORTS,
      ...(container ? [container.controlPort, ...container.occupiedPorts] : []),
    ]),
    reconnectedAtMs: node.reconnectedAtMs,
  }
}

function blockedReason({ name, verdict }: NodeState, isReleased: boolean): Reason | null {
  if (isReleased) return { code: 'vpn_released_until_recreated', vpn: name }
  return verdict.usable ? null : verdict.reason
}

/** A control server that answers though its port is not published is reached directly, and so is every engine. */
function publishedPorts({ container }: NodeState, reach: Reach): ReadonlySet<number> | null {
  if (!container) return null
  const isDirect =
    container.sharesNetwork || (reach.dialed && !container.published.has(container.controlPort))
  return isDirect && !reach.advertisePublished ? null : container.published
}
