import type { ContainerReader } from '../../engines/ports.ts'
import type { ResourceReader } from '../../health/ports.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../lib/log.ts'
import type { EngineRuntime } from '../../provisioning/ports.ts'
import type { VpnContainers } from '../../vpn/ports.ts'
import { createDockerClient, type DockerClient } from './connection/client.ts'
import type { EndpointSettings } from './connection/endpoint.ts'
import { createContainers } from './containers/containers.ts'
import { createHardening } from './containers/hardening.ts'
import { createLifecycle } from './containers/lifecycle.ts'
import type { ManagementLabel } from './containers/reading/calls.ts'
import { createInspections } from './containers/reading/inspections.ts'
import { LIFE_EVENTS, watchEvents } from './events.ts'
import { createImages } from './images/images.ts'
import { createLogReader } from './logs/logs.ts'
import { detectOwnContainer, type OwnContainer } from './placement/self.ts'
import { createSurroundings, type Placement } from './placement/surroundings.ts'
import { createResourceReader } from './resources/resource-reader.ts'
import { createVpnContainers } from './vpn/vpn-containers.ts'
import type { EventBody } from './wire.ts'

export interface DockerRuntimeOptions extends EndpointSettings {
  /** CONTAINER_LABEL: what makes a container ours. Nothing without it is read in detail or changed. */
  readonly label: ManagementLabel
  /** ENGINE_ADVERTISE; null: by name when we run in a container, else published. */
  readonly advertise: 'name' | 'published' | null
  /** ENGINE_HOST */
  readonly engineHost: string
  /** DOCKER_NETWORK; null: our own container's network, else Docker's default. */
  readonly network: string | null
  /** GLUETUN_CONTAINER_NAME: the only foreign containers that may be read. */
  readonly vpnNames: readonly string[]
  readonly clock: Clock
  readonly logger: Logger
  /** Our own container; found out by ourselves unless given. */
  readonly own?: OwnContainer
}

export type DockerRuntime = EngineRuntime &
  ContainerReader &
  ResourceReader &
  VpnContainers & {
    /** Clients are told published addresses, as ENGINE_ADVERTISE says or Docker knows of our own container. */
    advertisesPublished(): boolean
  }

/**
 * Engines in Docker, 20.10 to 29.x, over a socket, TCP, TLS or SSH, through a socket proxy too. Making it does no
 * I/O but reading certificates; throws `validation` when DOCKER_HOST or those can't be used.
 */
export function createDockerRuntime(options: DockerRuntimeOptions): DockerRuntime {
  const { label, clock, logger, vpnNames } = options
  const client = createDockerClient(options, clock)
  const inspections = createInspections(() => clock.elapsedMs())
  const { placement, advertises } = createPlacement(options, client)
  const hardening = createHardening(logger)
  const containers = createContainers({ client, hardening, label, inspections, vpnNames, placement })
  const images = createImages(client, clock)
  const resources = createResourceReader(client, containers, inspections)
  client.reachability.onChange(({ reachable, version, reason }) => {
    if (reachable) logger.info({ version }, 'Docker answers')
    else logger.warn({ reason }, 'Docker does not answer')
  })

  return {
    kind: 'docker',
    capabilities: { ports: 'per_host' },
    advertisesPublished: () => advertises() === 'published',
    status: () => client.reachability.status(),
    list: containers.list,
    underOtherLabels: containers.underOtherLabels,
    inspect: containers.inspect,
    watch: (onHint, signal) => {
      const filters = { label: [`${label.key}=${label.value}`], event: LIFE_EVENTS }
      const onEvent = ({ Action, Actor }: EventBody) => {
        const id = Actor?.ID ?? null
        if (id !== null) inspections.forget(id)
        if (id !== null && (Action === 'destroy' || Action === 'remove')) resources.forget(id)
        onHint(id)
      }
      return watchEvents({ client, clock, logger, filters, onOpen: () => onHint(null), onEvent }, signal)
    },
    ...createLifecycle({ client, hardening, containers, clock, logger, placement }),
    image: images.image,
    pull: images.pull,
    compareWithRegistry: images.compareWithRegistry,
    ...createLogReader(client, containers),
    stats: resources.stats,
    ...createVpnContainers({ client, containers, images, clock, logger, label, placement }),
  }
}

/** By which addresses containers are reached from here, and which of them clients are told. */
function createPlacement(options: DockerRuntimeOptions, client: DockerClient) {
  const own = options.own ?? detectOwnContainer()
  const placed = createSurroundings({ ...options, client, own })
  let advertised = options.advertise ?? (own.contained ? 'name' : 'published') // until Docker has told
  return {
    advertises: () => advertised,
    placement: async (signal: AbortSignal): Promise<Placement> => {
      const current = await placed(signal)
      advertised = current.advertise
      return current
    },
  }
}
