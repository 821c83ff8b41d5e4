// reading/: everything a plan may look at, brought together as one World: engines with their ages, VPN runs, what was learned.
import type { Registry } from '../../engines/registry.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Live } from '../../lib/live.ts'
import type { Executor } from '../control/executor.ts'
import type { ImageKeeper } from '../control/image-keeper.ts'
import type { ImageUpdate } from '../control/image-update.ts'
import type { Observer } from '../control/observer.ts'
import type { ExperienceKeeper } from '../experience/experience-keeper.ts'
import type { Limits } from '../limits/limits.ts'
import type { Policy, World, WorldEngine } from '../planning/world.ts'
import type { VpnView } from '../ports.ts'
import type { EngineRequests } from '../requests/engine-requests.ts'
import type { WorldReader } from './world-reader.ts'

export interface WorldViewOptions {
  readonly registry: Registry
  readonly observer: Pick<Observer, 'isCurrent'>
  readonly executor: Pick<Executor, 'operations'>
  readonly image: Pick<ImageKeeper, 'state'>
  readonly imageUpdate: Pick<ImageUpdate, 'isReplacing'>
  readonly engineRequests: Pick<EngineRequests, 'requests' | 'waiting'>
  readonly reader: WorldReader
  readonly vpn: () => VpnView
  readonly clock: Clock
  readonly policy: Live<Policy>
  readonly portScope: World['portScope']
  readonly experience: Pick<ExperienceKeeper, 'now' | 'breaker'>
  readonly limits: Pick<Limits, 'relapsesLeft' | 'repairable'>
}

/** The operator's `POST /scale`, and since when it stands on the monotonic clock. */
export interface Scale {
  readonly target: number | null
  readonly setAtMs: number
}

/** Everything a plan may look at, brought together. Looking changes nothing; `advance` lets the ages go on. */
export interface WorldView {
  advance(scale: Scale): World
  look(scale: Scale): World
}

/** Longest that a VPN which does not answer keeps engines out of the others after our start. */
const FIRST_VPN_CHECKS_MS = 10_000

export function createWorldView(options: WorldViewOptions): WorldView {
  const { executor, reader, clock } = options
  const startedAtMs = clock.elapsedMs()

  function worldOf(engines: readonly WorldEngine[], { target, setAtMs }: Scale): World {
    const vpn = options.vpn()
    const nowMs = clock.elapsedMs()
    return {
      policy: options.policy.get(),
      scale: target,
      scaleForMs: nowMs - setAtMs,
      isUpdating: options.imageUpdate.isReplacing(),
      portScope: options.portScope,
      runtimeReachable: options.observer.isCurrent(),
      engines,
      generics: genericsIn(options.registry),
      ...learned(options, nowMs),
      operations: executor.operations(),
      requests: options.engineRequests.requests(),
      waiting: options.engineRequests.waiting(),
      image: options.image.state(),
      relapsesLeft: options.limits.relapsesLeft(),
      vpn,
      vpnChecksPending:
        vpn.nodes.some(({ checked }) => !checked) && nowMs - startedAtMs < FIRST_VPN_CHECKS_MS,
      repairable: options.limits.repairable(engines, vpn),
    }
  }

  return {
    advance: (scale) => worldOf(reader.advance(executor.operations()), scale),
    look: (scale) => worldOf(reader.look(executor.operations()), scale),
  }
}

function genericsIn(registry: Registry): World['generics'] {
  return registry
    .containers()
    .filter(({ id }) => !registry.get(id))
    .map((facts) => ({ facts, removal: registry.genericRemovals().get(facts.id) ?? null }))
}

type Learned = Pick<World, 'takenNames' | 'pendingCreations' | 'takenPorts' | 'breaker' | 'creationRests'>

function learned({ registry, experience }: WorldViewOptions, nowMs: number): Learned {
  const { takenNames, pendingNames, takenPorts, restsUntilMs } = experience.now()
  const known = new Set([...registry.containers(), ...registry.foreign()].map(({ name }) => name))
  return {
    takenNames: new Set([...takenNames.keys(), ...pendingNames.keys(), ...known]),
    pendingCreations: [...pendingNames.keys()].filter((name) => !known.has(name)).length,
    takenPorts: new Set(takenPorts.keys()),
    breaker: experience.breaker(),
    creationRests: nowMs < restsUntilMs,
  }
}
