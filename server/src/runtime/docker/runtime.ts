import type { ContainerReader } from '../../engines/ports.ts'
import type { ResourceReader } from '../../health/ports.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../lib/log.ts'
import type { EngineRuntime } from '../../provisioning/ports.ts'
import type { VpnContainers } from '../../vpn/ports.ts'
import { createDockerClient } from './connection/client.ts'
import type { EndpointSettings } from './connection/endpoint.ts'
import { createContainers, type ManagementLabel } from './containers/containers.ts'
import { createHardening } from './containers/hardening.ts'
import { createInspections } from './containers/inspections.ts'
import { createLifecycle } from './containers/lifecycle.ts'
import { LIFE_EVENTS, watchEvents } from './events.ts'
import { createImages } from './images/images.ts'
import { createLogReader } from './logs/logs.ts'
import { detectOwnContainer, type OwnContainer } from './placement/self.ts'
import { createSurroundings } from './placement/surroundings.ts'
import { createResourceReader } from './resources/resource-reader.ts'
import { createVpnContainers } from './vpn/vpn-containers.ts'

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
  const own = options.own ?? detectOwnContainer()
  let advertised = options.advertise ?? (own.contained ? 'name' : 'published') // until Docker has told
  const placed = createSurroundings({
    client,
    clock,
    own,
    engineHost: options.engineHost,
    advertise: options.advertise,
    vpnNames,
    network: options.network,
  })
  const placement = async (signal: AbortSignal) => {
    const current = await placed(signal)
    advertised = current.advertise
    return current
  }
  const hardening = createHardening(logger)
  const containers = createContainers({ client, hardening, label, inspections, vpnNames, placement })
  const images = createImages(client, clock)
  const resources = createResourceReader(client, containers, inspections)
  client.reachability.onChange(({ reachable, version, reason }) => {
    if (reachable) logger.info({ version }, 'Docker answers')
    else logger.warn({ reason }, 'Docker does not answer')
  })

  function watch(onHint: (id: string | null) => void, signal: AbortSignal): Promise<void> {
    return watchEvents(
      {
        client,
        clock,
        logger,
        filters: { label: [`${label.key}=${label.value}`], event: LIFE_EVENTS },
        onOpen: () => onHint(null),
        onEvent: ({ Action, Actor }) => {
          const id = Actor?.ID ?? null
          if (id !== null) inspections.forget(id)
          if (id !== null && (Action === 'destroy' || Action === 'remove')) resources.forget(id)
          onHint(id)
        },
      },
      signal,
    )
  }

  return {
    kind: 'docker',
    capabilities: { ports: 'per_host' },
    advertisesPublished: () => advertised === 'published',
    status: () => client.reachability.status(),
    list: containers.list,
    underOtherLabels: containers.underOtherLabels,
    inspect: containers.inspect,
    watch,
    ...createLifecycle({ client, hardening, containers, clock, logger, placement }),
    image: images.image,
    pull: images.pull,
    ...createLogReader(client, containers),
    stats: resources.stats,
    ...createVpnContainers({ client, containers, images, clock, logger, label, placement }),
  }
}
