import { isAlive, isExternal, lifecycleOf } from '../../engines/engine.ts'
import type { World, WorldEngine } from './world.ts'

/** It has a started stream, serves somebody whom nobody reported, or was handed out and not used yet. External ones never count. */
export function isBusy({ engine, streams, playing, handedOut }: WorldEngine): boolean {
  return !isExternal(engine) && (streams > 0 || playing || handedOut) && lifecycleOf(engine) !== 'failed'
}

/** Known to be of no use to anybody now: what may be taken away without cutting a viewer off. */
export function isIdle(each: WorldEngine): boolean {
  return !isBusy(each) && each.idleForMs !== null
}

/** Alive, ours, and not on its way out: it counts towards the wanted number. One being made counts as its operation. */
export function counts({ engine, busyWith }: WorldEngine): boolean {
  return (
    !isExternal(engine) &&
    (isAlive(engine) || engine.restart !== null) &&
    !engine.removal &&
    busyWith !== 'remove' &&
    busyWith !== 'create'
  )
}

/** It will serve: not draining, not unhealthy, and not left outside a VPN that is configured. */
export function serves(each: WorldEngine, world: World): boolean {
  const { engine } = each
  return (
    counts(each) &&
    engine.drainSinceMs === null &&
    engine.health.status !== 'unhealthy' &&
    !isOutsideVpn(each, world)
  )
}

/** Starting or ready, not unhealthy, not draining, no stream, not handed out. */
export function isFree(each: WorldEngine, world: World): boolean {
  return serves(each, world) && !isBusy(each)
}

export function isOutsideVpn({ engine }: WorldEngine, world: World): boolean {
  return world.vpn.configured && engine.container !== null && engine.container.networkOwner === null
}

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

/** How many engines there should be, and how many that leaves to create. */
export function desired(world: World): Desired {
  const { policy, engines } = world
  const floor = Math.min(world.scale ?? policy.minReplicas, policy.maxReplicas)
  const busy = engines.filter(isBusy).length + world.waiting
  const wanted = Math.min(policy.maxReplicas, Math.max(floor, busy + policy.minFree))
  const creating = world.operations.filter((operation) => operation.kind === 'create').length
  const counted = engines.filter(counts).length + creating
  const serving = engines.filter((each) => serves(each, world)).length + creating
  const free = engines.filter((each) => isFree(each, world)).length + creating
  const room = Math.max(0, policy.maxReplicas - existing(world))
  const lacking = Math.max(0, wanted - counted, floor - serving, policy.minFree + world.waiting - free)
  return {
    wanted,
    missing: Math.min(lacking, room),
    room,
    short: Math.max(0, lacking + world.requests.length - room),
  }
}

/**
 * Places under the maximum that are taken. Every container counts, dead ones too: it holds its place until it is gone,
 * because another hand may start it at any moment. So do creations whose container is not listed yet.
 */
function existing(world: World): number {
  const containers = world.engines.filter(
    ({ engine, busyWith }) => !isExternal(engine) && busyWith !== 'create',
  )
  const creations = world.operations.filter((operation) => operation.kind === 'create')
  return containers.length + creations.length + world.pendingCreations
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
