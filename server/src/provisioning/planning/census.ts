import { isExternal, lifecycleOf } from '../../engines/engine.ts'
import type { VpnNodeView } from '../ports.ts'
import { counts, isBusy, isFree, serves } from './engine-standing.ts'
import type { Operation, World, WorldEngine } from './world.ts'

type Creation = Extract<Operation, { kind: 'create' }>

/**
 * A world counted: what every rule needs to know of all engines together. Taken once per world, so that planning takes
 * time in proportion to the number of engines. External engines are in none of it.
 */
export interface Census {
  readonly own: readonly WorldEngine[]
  /** Nothing is being done to them, so that a step may be. */
  readonly untouched: readonly WorldEngine[]
  readonly byId: ReadonlyMap<string, WorldEngine>
  /** By the VPN they were created in; those outside any are under null. */
  readonly byVpn: ReadonlyMap<string | null, readonly WorldEngine[]>
  readonly nodes: ReadonlyMap<string, VpnNodeView>
  readonly creations: readonly Creation[]
  /** Containers whose removal is under way. */
  readonly removing: ReadonlySet<string>
  readonly busy: number
  /** Engines that count towards the target, those being created included; likewise the next two. */
  readonly counted: number
  readonly serving: number
  readonly free: number
  /** Engines that serve and answer. */
  readonly healthy: number
  /** Places under the maximum that are taken. */
  readonly existing: number
  /** Engines of each VPN, those being created included. */
  readonly load: ReadonlyMap<string, number>
  /** Something is being done, or an engine has not answered yet. */
  readonly isRolling: boolean
}

const taken = new WeakMap<World, Census>()

export function censusOf(world: World): Census {
  const known = taken.get(world)
  if (known) return known
  const census = takeCensus(world)
  taken.set(world, census)
  return census
}

function takeCensus(world: World): Census {
  const own = world.engines.filter(({ engine }) => !isExternal(engine))
  const counted = own.filter(counts)
  const creations = world.operations.filter((operation) => operation.kind === 'create')
  const count = (holds: (each: WorldEngine) => boolean) => own.filter(holds).length
  return {
    own,
    untouched: own.filter(({ busyWith }) => busyWith === null),
    byId: new Map(world.engines.map((each) => [each.engine.id, each])),
    byVpn: Map.groupBy(own, ({ engine }) => engine.engineSpec.vpn),
    nodes: new Map(world.vpn.nodes.map((node) => [node.name, node])),
    creations,
    removing: new Set(world.operations.flatMap((each) => (each.kind === 'remove' ? [each.id] : []))),
    busy: count(isBusy),
    counted: counted.length + creations.length,
    serving: count((each) => serves(each, world)) + creations.length,
    free: count((each) => isFree(each, world)) + creations.length,
    healthy: count((each) => serves(each, world) && isAnswering(each)),
    existing: count(({ busyWith }) => busyWith !== 'create') + creations.length + world.pendingCreations,
    load: loadOf(world, counted, creations),
    isRolling:
      world.operations.length > 0 || counted.some(({ engine }) => lifecycleOf(engine) === 'starting'),
  }
}

/** It has answered its last check, and its VPN carries traffic. */
function isAnswering({ engine }: WorldEngine): boolean {
  return lifecycleOf(engine) === 'ready' && engine.health.status === 'healthy' && engine.vpnDown === null
}

function loadOf(
  world: World,
  counted: readonly WorldEngine[],
  creations: readonly Creation[],
): ReadonlyMap<string, number> {
  const load = new Map(world.vpn.nodes.map((node) => [node.name, 0]))
  const names = [...counted.map(({ engine }) => engine.engineSpec.vpn), ...creations.map(({ node }) => node)]
  for (const name of names) {
    const before = name === null ? undefined : load.get(name)
    if (name !== null && before !== undefined) load.set(name, before + 1)
  }
  return load
}
