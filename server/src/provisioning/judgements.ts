import { type Engine, isAlive, isCallersOwn } from '../engines/engine.ts'
import { LABELS } from '../engines/labels.ts'
import { counts, isBusy } from './desired.ts'
import { specHash } from './make.ts'
import { lacksHolder, overfullNode } from './placement.ts'
import type { VpnView } from './ports.ts'
import type { World, WorldEngine } from './world.ts'

export type Judgement = Pick<Engine, 'outdated' | 'vpnDown'>

/** What the world says about each engine beyond its own health. */
export function judgements(world: World): ReadonlyMap<string, Judgement> {
  const movers = engineToMove(world)
  return new Map(
    world.engines
      .filter(({ engine }) => engine.container !== null)
      .map((each) => [
        each.engine.id,
        {
          outdated: outdatedBy(world, each.engine) ?? movers.get(each.engine.id) ?? null,
          vpnDown: vpnFault(each, world.vpn),
        },
      ]),
  )
}

/** How a new engine would differ from this one; null where it would not. Callers' own makes are never outdated. */
function outdatedBy(world: World, engine: Engine): string | null {
  if (engine.make.vpn !== null && !world.vpn.nodes.some(({ name }) => name === engine.make.vpn))
    return `made in the network of ${engine.make.vpn}, which is not configured any more`
  if (isCallersOwn(engine) || world.image.kind !== 'present') return null
  if (engine.make.specHash !== specHash(world.policy.make, world.image.hasEntrypoint))
    return 'made with other settings'
  return isFromAnotherImage(engine, world.image.digest)
    ? `another ${world.policy.make.image} is here than it was made from`
    : null
}

/**
 * Docker with the containerd image store names a container's image by its manifest and the image itself by its index:
 * the two differ for ever. So what the image was called at the engine's creation counts too, and an engine from before
 * that was written down is replaced once.
 */
function isFromAnotherImage({ container }: Engine, digest: string | null): boolean {
  if (digest === null || !container?.imageDigest) return false
  return container.imageDigest !== digest && container.labels[LABELS.imageDigest] !== digest
}

/** What is wrong between an engine and its VPN; null when nothing is. One in our hands stays as it was judged. */
function vpnFault({ engine, isCutOff }: WorldEngine, vpn: VpnView): string | null {
  if (engine.removal || engine.restart) return engine.vpnDown
  if (engine.make.vpn === null || engine.container?.networkOwner == null)
    return vpn.configured ? 'runs outside the VPN that is configured now' : null
  const node = vpn.nodes.find(({ name }) => name === engine.make.vpn)
  if (!node?.checked) return null
  if (!node.connected) return `VPN ${node.name}: ${node.blockedReason ?? 'not connected'}`
  if (!isAlive(engine)) return null
  if (engine.container.networkOwner !== node.containerId)
    return `VPN ${node.name} was recreated: cut off until this engine is recreated`
  return isCutOff ? `VPN ${node.name} was restarted: cut off until restarted too` : null
}

/** Engines to be recreated elsewhere or with other settings though nothing is wrong with them: at most one per reason. */
function engineToMove(world: World): ReadonlyMap<string, string> {
  const movers = new Map<string, string>()
  const overfull = overfullNode(world)
  if (overfull !== null) {
    const mover = longestIdle(world, overfull)
    if (mover) movers.set(mover.engine.id, `${overfull} carries more than its share of engines`)
  }
  for (const node of world.vpn.nodes) {
    if (!lacksHolder(world, node)) continue
    const heir = longestIdle(world, node.name)
    if (heir)
      movers.set(heir.engine.id, `no engine holds the forwarded port ${node.forwardedPort} of ${node.name}`)
  }
  return movers
}

function longestIdle(world: World, node: string): WorldEngine | undefined {
  return world.engines
    .filter((each) => counts(each) && each.engine.make.vpn === node && !isBusy(each))
    .filter(({ engine }) => !isCallersOwn(engine))
    .toSorted((a, b) => (b.idleForMs ?? 0) - (a.idleForMs ?? 0))[0]
}
