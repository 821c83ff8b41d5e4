import {
  type Engine,
  isAlive,
  isDelivering,
  isExternal,
  isUsedUnreported,
  lifecycleOf,
} from '../../engines/engine.ts'
import type { StreamUsage } from '../../engines/ports.ts'
import type { Registry } from '../../engines/registry.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Operation, Policy, WorldEngine } from '../planning/world.ts'
import type { VpnView } from '../ports.ts'
import { createAges } from './ages.ts'
import type { EngineRequests } from './engine-requests.ts'
import { createVpnRuns } from './vpn-runs.ts'

export interface WorldReaderOptions {
  readonly registry: Pick<Registry, 'list'>
  readonly usage: StreamUsage
  readonly vpn: () => VpnView
  readonly engineRequests: Pick<EngineRequests, 'isPromised'>
  readonly clock: Clock
  readonly policy: Policy
  /** The streams of before our start are known. Until then an engine without a stream may be playing all the same. */
  readonly isPastKnown: () => boolean
}

/** Reads every engine as the plan sees it, keeping the ages of what can be waited for. */
export function createWorldReader(options: WorldReaderOptions) {
  const { registry, usage, engineRequests, clock, policy } = options
  const ages = createAges(() => clock.elapsedMs())
  const runs = createVpnRuns(() => clock.now())
  const beganAtMs = clock.now()
  const adopted = new Set<string>()
  let isFirst = true

  function read(engine: Engine, operations: readonly Operation[], { nodes }: VpnView): WorldEngine {
    const streams = usage.startedOn(engine.id).length
    const handedOutForMs = ages.age(
      engine.id,
      'handed_out',
      engine.handedOutAtMs !== null,
      clock.now() - (engine.handedOutAtMs ?? clock.now()),
    )
    const handedOut =
      engineRequests.isPromised(engine.id) || (handedOutForMs !== null && handedOutForMs < policy.idleTtlMs)
    const playing = isUsedUnreported(engine, streams) === true
    const isUnused = streams === 0 && !playing && !handedOut
    const startedAtMs = engine.container?.startedAtMs ?? clock.now()
    const aliveForMs = ages.age(engine.id, 'alive', isAlive(engine), clock.now() - startedAtMs)
    const unhealthyForMs = ages.age(engine.id, 'unhealthy', engine.health.status === 'unhealthy')
    const isIdle = isKnown(engine) && !isExternal(engine) && isUnused && isAlive(engine)
    return {
      engine,
      streams,
      playing,
      handedOut,
      delivering: isDelivering(engine, clock.elapsedMs()),
      busyWith: operations.find((each) => isOn(engine, each))?.kind ?? null,
      idleForMs: ages.age(engine.id, 'idle', isIdle, adopted.has(engine.id) ? idleByRecords(engine) : 0),
      unhealthyForMs,
      hungAfterMs: unhealthyForMs === null || aliveForMs === null ? null : aliveForMs - unhealthyForMs,
      failedForMs: ages.age(engine.id, 'failed', lifecycleOf(engine) === 'failed'),
      ...runs.read(
        engine,
        nodes.find(({ name }) => name === engine.make.vpn),
      ),
    }
  }

  /** Nobody knows what an engine does that was running before us until its past and its container have been read. */
  function isKnown({ id, container, resources }: Engine): boolean {
    const wasRunning = adopted.has(id) && (container?.startedAtMs ?? beganAtMs) < beganAtMs
    return options.isPastKnown() && !(wasRunning && resources.playback === 'unread')
  }

  /** Only for engines met at our own start: how long they had been idle before. */
  function idleByRecords(engine: Engine): number {
    const since = engine.lastStreamUsageMs ?? engine.container?.startedAtMs
    return since == null ? 0 : clock.now() - since
  }

  return (operations: readonly Operation[]): readonly WorldEngine[] => {
    const engines = registry.list()
    const vpn = options.vpn()
    if (isFirst) for (const { id } of engines) adopted.add(id)
    const world = engines.map((engine) => read(engine, operations, vpn))
    for (const engine of engines) if (isKnown(engine)) adopted.delete(engine.id)
    const ids = new Set(engines.map(({ id }) => id))
    for (const id of adopted) if (!ids.has(id)) adopted.delete(id)
    ages.keepOnly(ids)
    runs.keepOnly(ids)
    if (engines.length > 0) runs.adoptionIsOver()
    if (engines.length > 0 && options.isPastKnown()) isFirst = false
    return world
  }
}

/** A runtime may show a container before its creation has returned the id; its name was known before. */
function isOn(engine: Engine, operation: Operation): boolean {
  return operation.kind === 'create' ? operation.spec.name === engine.name : operation.id === engine.id
}
