import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isAlive, isCallersOwn } from '../../../engines/engine.ts'
import type { VpnNodeView } from '../../ports.ts'
import { censusOf } from '../census.ts'
import { desired } from '../desired.ts'
import { counts, isIdle } from '../engine-standing.ts'
import { lacksHolder } from '../placement.ts'
import type { Step } from '../step.ts'
import type { World, WorldEngine } from '../world.ts'

/**
 * Engines whose VPN container was restarted sit in a dead network namespace and must be restarted; those whose
 * VPN container was recreated name an id that is gone and must be recreated (docs/reference/gluetun.md 7.2, 7.3). Found
 * by identity, so that it works just as well when it happened while nobody was looking.
 */
export function planVpnRepair(world: World, engines: readonly WorldEngine[]): Step[] {
  const { nodes } = censusOf(world)
  return engines.flatMap((each): Step[] => {
    const node = nodes.get(each.engine.engineSpec.vpn ?? '')
    if (!node?.running || node.containerId === null || !world.repairable.has(each.engine.id)) return []
    if (!isAlive(each.engine) || each.engine.restart) return []
    const step = repairStep(each, node) ?? reconnectStep(world, each, node) ?? portStep(world, each, node)
    return step ? [step] : []
  })
}

function repairStep({ engine, isCutOff }: WorldEngine, node: VpnNodeView): Step | null {
  const facts = engine.container
  if (!facts || facts.networkOwner === null) return null
  if (facts.networkOwner !== node.containerId)
    return {
      kind: 'remove',
      id: engine.id,
      why: { code: 'vpn_recreated', vpn: node.name },
      cause: 'vpn',
      graceMs: 0,
    }
  if (isCutOff)
    return {
      kind: 'restart',
      id: engine.id,
      why: { code: 'vpn_restarted', vpn: node.name },
      cause: 'vpn',
      graceMs: 0,
    }
  return null
}

/** A reconnect leaves the namespace working (docs/reference/gluetun.md 7.2): nothing to mend unless the operator wants it. */
function reconnectStep(
  world: World,
  { engine, outlivedTunnel }: WorldEngine,
  node: VpnNodeView,
): Step | null {
  if (!world.policy.restartOnReconnect || !node.usable || !outlivedTunnel) return null
  return {
    kind: 'restart',
    id: engine.id,
    why: { code: 'vpn_reconnected', vpn: node.name },
    cause: 'vpn',
    graceMs: world.policy.stopGraceMs,
  }
}

/** The forwarded port is a start argument (docs/reference/gluetun.md 4): a changed one means another engine. */
function portStep(world: World, each: WorldEngine, node: VpnNodeView): Step | null {
  const { engine } = each
  if (!engine.engineSpec.forwarded || node.forwardedPort === null) return null
  if (engine.engineSpec.p2pPort === node.forwardedPort) return null
  if (!isIdle(each) && !world.policy.portChangeImmediately) return null
  return {
    kind: 'remove',
    id: engine.id,
    why: {
      code: 'forwarded_port_changed',
      vpn: node.name,
      from: engine.engineSpec.p2pPort,
      to: node.forwardedPort,
    },
    cause: 'vpn',
    graceMs: world.policy.stopGraceMs,
  }
}

/**
 * Where there is no room to create an engine with a forwarded port first, an idle engine makes way for it: a pool that is
 * always full would else never hold a port that came after its engines, as each port does (docs/reference/gluetun.md 4).
 */
export function planForwardedPorts(world: World, engines: readonly WorldEngine[]): Step[] {
  if (desired(world).room > 0 || censusOf(world).isRolling) return []
  return world.vpn.nodes
    .filter((node) => lacksHolder(world, node))
    .flatMap((node): Step[] => {
      const [candidate] = engines
        .filter((each) => each.engine.engineSpec.vpn === node.name && mayMakeWay(world, each))
        .toSorted((a, b) => (b.idleForMs ?? 0) - (a.idleForMs ?? 0))
      const why: Reason = { code: 'forwarded_port_unused', vpn: node.name, port: node.forwardedPort }
      const { stopGraceMs: graceMs } = world.policy
      return candidate ? [{ kind: 'remove', id: candidate.engine.id, why, cause: 'vpn', graceMs }] : []
    })
}

function mayMakeWay(world: World, each: WorldEngine): boolean {
  const isDue = isIdle(each) && (each.idleForMs ?? 0) >= world.policy.graceMs
  return counts(each) && isDue && !isCallersOwn(each.engine) && world.repairable.has(each.engine.id)
}
