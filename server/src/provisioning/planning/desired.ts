import { censusOf } from './census.ts'
import type { World } from './world.ts'

export interface Desired {
  /** `min(MAX_REPLICAS, max(scale ?? MIN_REPLICAS, busy + MIN_FREE_REPLICAS))`, callers who wait counting as busy. */
  readonly wanted: number
  /** How many to create now. */
  readonly missing: number
  /** Places left under the maximum. */
  readonly room: number
  /** How many more are needed than there is room for, callers' own included. */
  readonly short: number
}

/**
 * How many engines there should be, and how many that leaves to create. Every container takes a place under the maximum,
 * dead ones too: it holds it until it is gone, because another hand may start it at any moment. So do creations whose
 * container is not listed yet.
 */
export function desired(world: World): Desired {
  const { policy, waiting } = world
  const { busy, counted, serving, free, existing } = censusOf(world)
  const floor = Math.min(world.scale ?? policy.minReplicas, policy.maxReplicas)
  const wanted = Math.min(policy.maxReplicas, Math.max(floor, busy + waiting + policy.minFree))
  const room = Math.max(0, policy.maxReplicas - existing)
  const lacking = Math.max(0, wanted - counted, floor - serving, policy.minFree + waiting - free)
  return {
    wanted,
    missing: Math.min(lacking, room),
    room,
    short: Math.max(0, lacking + world.requests.length - room),
  }
}

/** How long a VPN may be down before the other VPNs take over its share. */
const FAILOVER_AFTER_MS = 30_000

/** Nodes down for so long that their share moves, while another is up to take it. */
export function lostNodes({ vpn }: Pick<World, 'vpn'>): ReadonlySet<string> {
  if (!vpn.nodes.some((node) => node.usable)) return new Set()
  return new Set(
    vpn.nodes
      .filter((node) => !node.connected && (node.downForMs ?? 0) >= FAILOVER_AFTER_MS)
      .map((node) => node.name),
  )
}
