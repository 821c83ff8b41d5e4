// placement/: where this process stands towards the containers, and by which addresses they are reached from there.
import type { Clock } from '../../../lib/clock.ts'
import type { DockerClient } from '../connection/client.ts'
import type { Endpoint } from '../connection/endpoint.ts'
import { networkOwnerOf } from '../containers/reading/facts.ts'
import { type ContainerRow, containerRows } from '../wire.ts'
import { isLoopback, type Surroundings } from './addresses.ts'
import type { OwnContainer } from './self.ts'

export interface SurroundingsOptions {
  readonly client: DockerClient
  readonly clock: Clock
  readonly own: OwnContainer
  readonly engineHost: string
  /** ENGINE_ADVERTISE; null: by name when we run in a container that this Docker knows. */
  readonly advertise: 'name' | 'published' | null
  /** GLUETUN_CONTAINER_NAME */
  readonly vpnNames: readonly string[]
  /** DOCKER_NETWORK; null: our own container's, else Docker's default. */
  readonly network: string | null
}

export interface Placement extends Surroundings {
  /** The network for new engines; null: Docker's default. */
  readonly network: string | null
}

/** Networks of a running container change by hand only. */
const VALID_FOR_MS = 60_000

/** Tells where we stand towards Docker's containers, asking Docker about our own container now and then. */
export function createSurroundings(
  options: SurroundingsOptions,
): (signal: AbortSignal) => Promise<Placement> {
  const { client, clock, own } = options
  let known: { readonly placement: Placement; readonly untilMs: number } | undefined

  /** Only a row of the list: it has our networks and nothing we should not see. */
  async function ownRow(signal: AbortSignal): Promise<ContainerRow | undefined> {
    for (const id of own.ids) {
      const rows = await client.call(
        {
          call: 'find_own_container',
          method: 'GET',
          path: '/containers/json',
          query: { filters: JSON.stringify({ id: [id] }) },
          timeoutMs: 10_000,
          read: containerRows,
        },
        signal,
      )
      if (rows[0]) return rows[0]
    }
    return undefined
  }

  return async (signal) => {
    if (known && clock.elapsedMs() < known.untilMs) return known.placement
    const placement = placementOf(own.contained ? await ownRow(signal) : undefined, client.endpoint, options)
    known = { placement, untilMs: clock.elapsedMs() + VALID_FOR_MS }
    return placement
  }
}

/** Pure: `row` is our own container in the engine's list, or undefined where we are in none of its containers. */
export function placementOf(
  row: ContainerRow | undefined,
  endpoint: Endpoint,
  { engineHost, advertise, vpnNames, network }: Omit<SurroundingsOptions, 'client' | 'clock'>,
): Placement {
  const networks = Object.entries(row?.NetworkSettings?.Networks ?? {})
  const onHostNetwork = row?.HostConfig?.NetworkMode === 'host'
  const networkOwner = row ? ownerOfOurs(row, vpnNames) : null
  const sameMachine = endpoint.kind === 'unix' || row !== undefined || isLoopback(endpoint.host)
  return {
    // One that this engine does not know may be what its Docker itself runs in: it shares our loopback then.
    contained: row !== undefined && !onHostNetwork,
    sameMachine,
    networkOwner,
    networkIds: new Set(networks.map(([, body]) => body?.NetworkID ?? '').filter(Boolean)),
    engineHost,
    dockerMachine: sameMachine ? null : endpoint.host,
    advertise: advertise ?? (row && networkOwner === null ? 'name' : 'published'),
    network: network ?? (onHostNetwork ? null : networkNameOf(row)),
  }
}

/**
 * Who joined another's network has that one's hostname and hosts files, by which we find our own row: then it is the VPN's
 * row that was found.
 */
function ownerOfOurs(row: ContainerRow, vpnNames: readonly string[]): string | null {
  const isVpn = row.Names?.some((name) => vpnNames.includes(name.replace(/^\//, '')))
  return networkOwnerOf(row) ?? (isVpn ? row.Id : null)
}

/** Names resolve on networks of the operator's own making only, so one of those comes first. */
function networkNameOf(row: ContainerRow | undefined): string | null {
  const names = Object.keys(row?.NetworkSettings?.Networks ?? {})
  const mode = row?.HostConfig?.NetworkMode ?? ''
  if (row && networkOwnerOf(row) === null && names.includes(mode)) return mode
  return names.find((name) => name !== 'bridge') ?? names[0] ?? null
}
