// vpn/: the configured VPN containers, the only ones without our label that are read.
import type { Clock } from '../../../lib/clock.ts'
import type { Logger } from '../../../lib/log.ts'
import type { VpnContainers } from '../../../vpn/ports.ts'
import type { DockerClient } from '../connection/client.ts'
import type { Containers } from '../containers/containers.ts'
import type { ManagementLabel } from '../containers/reading/calls.ts'
import { networkOwnerOf } from '../containers/reading/facts.ts'
import { LIFE_EVENTS, watchEvents } from '../events.ts'
import type { Images } from '../images/images.ts'
import type { Placement } from '../placement/surroundings.ts'
import { containerRows, type EventBody } from '../wire.ts'
import { vpnFactsOf } from './vpn-facts.ts'

export interface VpnContainersOptions {
  readonly client: DockerClient
  readonly containers: Containers
  readonly images: Images
  readonly clock: Clock
  readonly logger: Logger
  readonly label: ManagementLabel
  placement(signal: AbortSignal): Promise<Placement>
}

/** Who else lives in a VPN's namespace changes seldom; the VPN is looked at every few seconds. */
const NEIGHBOURS_VALID_MS = 30_000
const LIST_TIMEOUT_MS = 15_000

interface Neighbour {
  readonly ownerId: string
  readonly image: string
}

export function createVpnContainers(options: VpnContainersOptions): VpnContainers {
  const { client, containers, images, clock, label } = options
  let neighbours: { readonly all: readonly Neighbour[]; readonly untilMs: number } | undefined

  /** Of foreign containers only rows of the list are seen, and of those only whose network they joined. */
  async function readNeighbours(signal: AbortSignal): Promise<readonly Neighbour[]> {
    if (neighbours && clock.elapsedMs() < neighbours.untilMs) return neighbours.all
    const rows = await client.call(
      {
        call: 'find_containers_in_vpn',
        method: 'GET',
        path: '/containers/json',
        timeoutMs: LIST_TIMEOUT_MS,
        read: containerRows,
      },
      signal,
    )
    const all = rows.flatMap((row) => {
      const ownerId = networkOwnerOf(row)
      const ours = row.Labels?.[label.key] === label.value
      return ownerId === null || ours ? [] : [{ ownerId, image: row.ImageID ?? row.Image ?? '' }]
    })
    neighbours = { all, untilMs: clock.elapsedMs() + NEIGHBOURS_VALID_MS }
    return all
  }

  /** In a shared namespace a container can declare no ports of its own, so its image's are all there are. */
  async function occupiedPorts(ownerId: string, signal: AbortSignal): Promise<ReadonlySet<number>> {
    const within = (await readNeighbours(signal)).filter((neighbour) => neighbour.ownerId === ownerId)
    const ports = await Promise.all(within.map(({ image }) => images.exposedPorts(image, signal)))
    return new Set(ports.flatMap((some) => some ?? []))
  }

  return {
    inspectVpn: async (name, controlPort, signal) => {
      const body = await containers.readVpn(name, signal)
      if (!body) return undefined
      const occupied = await occupiedPorts(body.Id, signal)
      return vpnFactsOf(body, controlPort, occupied, await options.placement(signal))
    },
    watchVpn: (names, onHint, signal) => {
      const nameOfEvent = ({ Actor }: EventBody) => names.find((name) => name === Actor?.Attributes?.['name'])
      return watchEvents(
        {
          client,
          clock,
          logger: options.logger,
          filters: { container: names, event: [...LIFE_EVENTS, 'health_status'] },
          onOpen: () => onHint(null),
          onEvent: (event) => onHint(nameOfEvent(event) ?? null),
        },
        signal,
      )
    },
  }
}
