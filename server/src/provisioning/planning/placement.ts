import type { VpnNodeView } from '../ports.ts'
import { type Ledger, openLedger } from '../spec/allocation.ts'
import { censusOf } from './census.ts'
import { desired, lostNodes } from './desired.ts'
import { counts } from './engine-standing.ts'
import type { Step } from './step.ts'
import type { World } from './world.ts'

/** Where the engines of a plan go, kept up with each that is added to it. */
export interface Placement {
  readonly ledger: Ledger
  /** Engines of each VPN. */
  readonly load: Map<string, number>
  /** VPNs whose forwarded port has an engine. */
  readonly forwardTaken: Set<string>
  /** Usable VPNs that had the fewest engines when they were last counted, those before `at` have more by now. */
  emptiest: { readonly nodes: readonly VpnNodeView[]; readonly load: number; at: number }
}

export function openPlacement(world: World): Placement {
  const forwardTaken = world.vpn.nodes.filter((node) => isForwardTaken(world, node)).map(({ name }) => name)
  return {
    ledger: openLedger(world),
    load: new Map(censusOf(world).load),
    forwardTaken: new Set(forwardTaken),
    emptiest: { nodes: [], load: 0, at: 0 },
  }
}

export function place({ load, forwardTaken }: Placement, step: Step, node: VpnNodeView | null): void {
  if (node === null || step.kind !== 'create') return
  load.set(node.name, (load.get(node.name) ?? 0) + 1)
  if (step.spec.ports.p2p === node.forwardedPort) forwardTaken.add(node.name)
}

/**
 * The node a new engine goes into: the emptiest usable one, the first of several. All nodes are looked at only when each of
 * the emptiest has got one more, so that thousands of engines find theirs among thousands of nodes.
 */
export function chooseNode(world: World, placement: Placement): VpnNodeView | null {
  return nextEmptiest(placement) ?? nextEmptiest(recounted(world, placement))
}

function nextEmptiest({ emptiest, load }: Placement): VpnNodeView | null {
  const { nodes } = emptiest
  while (emptiest.at < nodes.length && sizeOf(nodes[emptiest.at], load) > emptiest.load) emptiest.at++
  return nodes[emptiest.at] ?? null
}

function recounted({ vpn }: World, placement: Placement): Placement {
  const { load } = placement
  const usable = vpn.nodes.filter((node) => node.usable && node.containerId !== null)
  const least = usable.reduce((most, node) => Math.min(most, sizeOf(node, load)), Number.POSITIVE_INFINITY)
  placement.emptiest = { nodes: usable.filter((node) => sizeOf(node, load) === least), load: least, at: 0 }
  return placement
}

function sizeOf(node: VpnNodeView | undefined, load: ReadonlyMap<string, number>): number {
  return (node && load.get(node.name)) ?? 0
}

/** Whether some engine holds, or is being created with, this node's forwarded port. */
function isForwardTaken(world: World, { name, forwardedPort }: VpnNodeView): boolean {
  const { byVpn, creations } = censusOf(world)
  const held = byVpn
    .get(name)
    ?.some(
      (each) =>
        counts(each) && each.engine.engineSpec.forwarded && each.engine.engineSpec.p2pPort === forwardedPort,
    )
  return held || creations.some((each) => each.node === name && each.spec.ports.p2p === forwardedPort)
}

/**
 * Its forwarded port is there to be held, and no engine does, nor will soon: one that holds a former port is recreated
 * with it, and so is the next that is made at all.
 */
export function lacksHolder(world: World, node: VpnNodeView): boolean {
  const port = node.forwardedPort
  if (!node.usable || port === null || world.takenPorts.has(port)) return false
  if (world.operations.length > 0 || desired(world).missing > 0) return false
  const inside = censusOf(world).byVpn.get(node.name) ?? []
  return !inside.some((each) => counts(each) && each.engine.engineSpec.forwarded)
}

/** The node that has too many engines for an even spread, once a lost one is back; null when all is even. */
export function overfullNode(world: World): string | null {
  if (world.vpn.nodes.length < 2 || lostNodes(world).size > 0) return null
  if (world.vpn.nodes.some((node) => !node.usable)) return null
  const load = [...censusOf(world).load].toSorted((a, b) => b[1] - a[1])
  const fullest = load[0]
  const emptiest = load.at(-1)
  return fullest && emptiest && fullest[1] - emptiest[1] >= 2 ? fullest[0] : null
}
