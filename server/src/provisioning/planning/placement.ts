import { counts, desired, lostNodes } from './desired.ts'
import type { VpnNodeView } from '../ports.ts'
import type { Step } from './step.ts'
import type { World } from './world.ts'

/** Engines per VPN node, those being made and planned included. */
export function loadOf(world: World, planned: readonly Step[]): Map<string, number> {
  const load = new Map(world.vpn.nodes.map((node) => [node.name, 0]))
  const add = (name: string | null) => {
    const before = name === null ? undefined : load.get(name)
    if (name !== null && before !== undefined) load.set(name, before + 1)
  }
  for (const each of world.engines) if (counts(each)) add(each.engine.make.vpn)
  for (const operation of world.operations) if (operation.kind === 'create') add(operation.node)
  for (const step of planned) if (step.kind === 'create') add(step.node)
  return load
}

/** The node a new engine goes into: the emptiest usable one, those under the soft ceiling first. */
export function chooseNode(world: World, planned: readonly Step[]): VpnNodeView | undefined {
  const load = loadOf(world, planned)
  const size = (node: VpnNodeView) => load.get(node.name) ?? 0
  const isOver = (node: VpnNodeView) => Number(size(node) >= world.policy.preferredPerVpn)
  return world.vpn.nodes
    .filter((node) => node.usable && node.containerId !== null)
    .toSorted((a, b) => isOver(a) - isOver(b) || size(a) - size(b))[0]
}

/** Whether some engine holds, or is being made with, this node's forwarded port. */
export function isForwardTaken(world: World, node: VpnNodeView, planned: readonly Step[]): boolean {
  const port = node.forwardedPort
  const held = world.engines.some(
    (each) =>
      counts(each) &&
      each.engine.make.vpn === node.name &&
      each.engine.make.forwarded &&
      each.engine.make.p2pPort === port,
  )
  const made = [...world.operations, ...planned].some(
    (each) => each.kind === 'create' && each.node === node.name && each.spec.ports.p2p === port,
  )
  return held || made
}

/**
 * Its forwarded port is there to be held, and no engine does, nor will soon: one that holds a former port is recreated
 * with it, and so is the next that is made at all.
 */
export function lacksHolder(world: World, node: VpnNodeView): boolean {
  const port = node.forwardedPort
  if (!node.usable || port === null || world.takenPorts.has(port)) return false
  if (world.operations.length > 0 || desired(world).missing > 0) return false
  const isSpokenFor = world.engines.some(
    (each) => counts(each) && each.engine.make.vpn === node.name && each.engine.make.forwarded,
  )
  return !isSpokenFor
}

/** The node that has too many engines for an even spread, once a lost one is back; null when all is even. */
export function overfullNode(world: World): string | null {
  if (world.vpn.nodes.length < 2 || lostNodes(world).size > 0) return null
  if (world.vpn.nodes.some((node) => !node.usable)) return null
  const load = [...loadOf(world, [])].toSorted((a, b) => b[1] - a[1])
  const fullest = load[0]
  const emptiest = load.at(-1)
  return fullest && emptiest && fullest[1] - emptiest[1] >= 2 ? fullest[0] : null
}
