import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type Engine, isAlive, isCallersOwn } from '../../engines/engine.ts'
import { LABELS } from '../../engines/labels.ts'
import { specHash } from '../spec/engine-spec.ts'
import { censusOf } from './census.ts'
import { counts, isBusy } from './engine-standing.ts'
import { lacksHolder, overfullNode } from './placement.ts'
import type { World, WorldEngine } from './world.ts'

type Judgement = Pick<Engine, 'outdated' | 'vpnDown'>

/** The world with each engine as it is judged in it. */
export function judged(world: World): World {
  const found = judgements(world)
  const engines = world.engines.map((each) => ({
    ...each,
    engine: { ...each.engine, ...found.get(each.engine.id) },
  }))
  return { ...world, engines }
}

/** What the world says about each engine beyond its own health. */
export function judgements(world: World): ReadonlyMap<string, Judgement> {
  const movers = engineToMove(world)
  const { spec } = world.policy
  const current = world.image.kind === 'present' ? specHash(spec, world.image.hasEntrypoint) : null
  return new Map(
    world.engines
      .filter(({ engine }) => engine.container !== null)
      .map((each) => [
        each.engine.id,
        {
          outdated: outdatedBy(world, each.engine, current) ?? movers.get(each.engine.id) ?? null,
          vpnDown: vpnFault(each, world),
        },
      ]),
  )
}

/** How a new engine would differ from this one; null where it would not. Callers' own makes are never outdated. */
function outdatedBy(world: World, engine: Engine, currentHash: string | null): Reason | null {
  if (engine.engineSpec.vpn !== null && !censusOf(world).nodes.has(engine.engineSpec.vpn))
    return { code: 'vpn_not_configured_any_more', vpn: engine.engineSpec.vpn }
  if (isCallersOwn(engine) || world.image.kind !== 'present') return null
  if (engine.engineSpec.specHash !== currentHash) return { code: 'other_settings' }
  return isFromAnotherImage(engine, world.image.digest)
    ? { code: 'other_image', image: world.policy.spec.image }
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
function vpnFault({ engine, isCutOff }: WorldEngine, world: World): Reason | null {
  if (engine.removal || engine.restart) return engine.vpnDown
  if (engine.engineSpec.vpn === null || engine.container?.networkOwner == null)
    return world.vpn.configured ? { code: 'outside_vpn' } : null
  const node = censusOf(world).nodes.get(engine.engineSpec.vpn)
  if (!node?.checked) return null
  if (!node.connected) return { code: 'vpn_not_connected', vpn: node.name, reason: node.blockedReason }
  if (!isAlive(engine)) return null
  if (engine.container.networkOwner !== node.containerId) return { code: 'vpn_recreated', vpn: node.name }
  return isCutOff ? { code: 'vpn_restarted', vpn: node.name } : null
}

/** Engines to be recreated elsewhere or with other settings though nothing is wrong with them: at most one per reason. */
function engineToMove(world: World): ReadonlyMap<string, Reason> {
  const movers = new Map<string, Reason>()
  const overfull = overfullNode(world)
  if (overfull !== null) {
    const mover = longestIdle(world, overfull)
    if (mover) movers.set(mover.engine.id, { code: 'vpn_overfull', vpn: overfull })
  }
  for (const node of world.vpn.nodes) {
    if (!lacksHolder(world, node)) continue
    const candidate = longestIdle(world, node.name)
    if (candidate)
      movers.set(candidate.engine.id, {
        code: 'forwarded_port_unused',
        vpn: node.name,
        port: node.forwardedPort,
      })
  }
  return movers
}

function longestIdle(world: World, node: string): WorldEngine | undefined {
  return (censusOf(world).byVpn.get(node) ?? [])
    .filter((each) => counts(each) && !isBusy(each))
    .filter(({ engine }) => !isCallersOwn(engine))
    .toSorted((a, b) => (b.idleForMs ?? 0) - (a.idleForMs ?? 0))[0]
}
