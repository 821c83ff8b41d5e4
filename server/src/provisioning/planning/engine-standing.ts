// What one engine is to the plan: busy, idle, counted, serving, free.
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
    engine.drain === null &&
    engine.health.status !== 'unhealthy' &&
    !isOutsideVpn(each, world)
  )
}

/** Starting or ready, not unhealthy, not draining, no stream, not handed out. */
export function isFree(each: WorldEngine, world: World): boolean {
  return serves(each, world) && !isBusy(each)
}

/** A new engine would have another image or other settings. */
export function isOutOfDate({ engine }: WorldEngine): boolean {
  return engine.outdated?.code === 'other_image' || engine.outdated?.code === 'other_settings'
}

export function isOutsideVpn({ engine }: WorldEngine, world: World): boolean {
  return world.vpn.configured && engine.container !== null && engine.container.networkOwner === null
}
