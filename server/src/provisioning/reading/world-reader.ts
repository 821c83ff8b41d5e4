import { type Engine, isAlive, isExternal, lifecycleOf } from '../../engines/engine.ts'
import { isDelivering } from '../../engines/playback.ts'
import type { Registry } from '../../engines/registry.ts'
import { isInUse } from '../../engines/selection.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Operation, WorldEngine } from '../planning/world.ts'
import type { VpnView } from '../ports.ts'
import type { Leases } from '../requests/leases.ts'
import { type Ages, createAges } from './ages.ts'
import { createVpnRuns, type VpnRuns } from './vpn-runs.ts'

export interface WorldReaderOptions {
  readonly registry: Pick<Registry, 'list'>
  readonly vpn: () => VpnView
  readonly leases: Pick<Leases, 'placesOn' | 'keepsBusy'>
  readonly clock: Clock
  /** The streams of before our start are known. Until then an engine without a stream may be playing all the same. */
  readonly isPastKnown: () => boolean
}

/** Engines as the plan sees them. */
export interface WorldReader {
  /** Remembers since when things are so: for the pass. */
  advance(operations: readonly Operation[]): readonly WorldEngine[]
  /** The same without remembering anything. */
  look(operations: readonly Operation[]): readonly WorldEngine[]
}

/** What has been seen so far. */
interface Memory {
  readonly ages: Ages
  readonly runs: VpnRuns
  /** Engines met at our start of whom nobody knows yet what they do. */
  readonly adopted: Set<string>
  isFirst: boolean
}

export function createWorldReader(options: WorldReaderOptions): WorldReader {
  const { clock } = options
  const beganAtMs = clock.now()
  const memory: Memory = {
    ages: createAges(() => clock.elapsedMs()),
    runs: createVpnRuns(() => clock.now()),
    adopted: new Set(),
    isFirst: true,
  }
  return {
    advance: (operations) => see(options, memory, operations, beganAtMs),
    look: (operations) => see(options, fork(memory), operations, beganAtMs),
  }
}

function fork({ ages, runs, adopted, isFirst }: Memory): Memory {
  return { ages: ages.fork(), runs: runs.fork(), adopted: new Set(adopted), isFirst }
}

function see(
  options: WorldReaderOptions,
  memory: Memory,
  operations: readonly Operation[],
  beganAtMs: number,
): readonly WorldEngine[] {
  const engines = options.registry.list()
  const vpn = options.vpn()
  if (memory.isFirst) for (const { id } of engines) memory.adopted.add(id)
  const surroundings = { memory, beganAtMs, ...indexed(operations, vpn) }
  const world = engines.map((engine) => readEngine(options, surroundings, engine))
  for (const engine of engines) if (isKnown(options, surroundings, engine)) memory.adopted.delete(engine.id)
  forgetAllBut(memory, new Set(engines.map(({ id }) => id)))
  if (engines.length > 0) memory.runs.adoptionIsOver()
  if (engines.length > 0 && options.isPastKnown()) memory.isFirst = false
  return world
}

function forgetAllBut({ ages, runs, adopted }: Memory, ids: ReadonlySet<string>): void {
  for (const id of adopted) if (!ids.has(id)) adopted.delete(id)
  ages.keepOnly(ids)
  runs.keepOnly(ids)
}

interface Surroundings {
  readonly memory: Memory
  readonly beganAtMs: number
  readonly nodes: ReadonlyMap<string, VpnView['nodes'][number]>
  /** What is being done, by the container's id; a creation by its name, which is known before the id is. */
  readonly underWay: ReadonlyMap<string, Operation['kind']>
}

function indexed(
  operations: readonly Operation[],
  { nodes }: VpnView,
): Pick<Surroundings, 'nodes' | 'underWay'> {
  return {
    nodes: new Map(nodes.map((node) => [node.name, node])),
    underWay: new Map(
      operations.map((each) => [each.kind === 'create' ? `name ${each.spec.name}` : each.id, each.kind]),
    ),
  }
}

function readEngine(options: WorldReaderOptions, around: Surroundings, engine: Engine): WorldEngine {
  const { clock, leases } = options
  const { ages, runs, adopted } = around.memory
  const places = leases.placesOn(engine)
  const { streams } = places
  const playing = isInUse(places)
  const handedOut = leases.keepsBusy(engine)
  const isUnused = streams === 0 && !playing && !handedOut
  const startedAtMs = engine.container?.startedAtMs ?? clock.now()
  const aliveForMs = ages.age(engine.id, 'alive', isAlive(engine), clock.now() - startedAtMs)
  const unhealthyForMs = ages.age(engine.id, 'unhealthy', engine.health.status === 'unhealthy')
  const isIdle = isKnown(options, around, engine) && !isExternal(engine) && isUnused && isAlive(engine)
  const idleBefore = adopted.has(engine.id) ? idleByRecords(engine, clock.now()) : 0
  return {
    engine,
    streams,
    playing,
    handedOut,
    delivering: isDelivering(engine, clock.elapsedMs()),
    busyWith: around.underWay.get(engine.id) ?? around.underWay.get(`name ${engine.name}`) ?? null,
    idleForMs: ages.age(engine.id, 'idle', isIdle, idleBefore),
    unhealthyForMs,
    hungAfterMs: unhealthyForMs === null || aliveForMs === null ? null : aliveForMs - unhealthyForMs,
    failedForMs: ages.age(engine.id, 'failed', lifecycleOf(engine) === 'failed'),
    ...runs.read(engine, around.nodes.get(engine.engineSpec.vpn ?? '')),
  }
}

/** Nobody knows what an engine does that was running before us until its past and its container have been read. */
function isKnown(
  { isPastKnown }: WorldReaderOptions,
  { memory, beganAtMs }: Surroundings,
  { id, container, resources }: Engine,
): boolean {
  const wasRunning = memory.adopted.has(id) && (container?.startedAtMs ?? beganAtMs) < beganAtMs
  return isPastKnown() && !(wasRunning && resources.playback === 'unread')
}

/** Only for engines met at our own start: how long they had been idle before. */
function idleByRecords({ lastStreamUsageMs, container }: Engine, nowMs: number): number {
  const since = lastStreamUsageMs ?? container?.startedAtMs
  return since == null ? 0 : nowMs - since
}
