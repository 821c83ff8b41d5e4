import type { Address } from '../../../lib/address.ts'
import type { EndpointBody, NetworkSettingsBody, PortsBody } from '../wire.ts'

/** Where we stand towards the containers, as far as it decides how we reach them. */
export interface Surroundings {
  /** We run in a container with a network of its own: its loopback is not the machine's. */
  readonly contained: boolean
  /** The engine's machine is ours: its loopback (unless contained) and its containers' addresses lead there. */
  readonly sameMachine: boolean
  /** Id of the container whose network namespace we are in; null where ours is our own. */
  readonly networkOwner: string | null
  /** Ids of the Docker networks our own container is on. */
  readonly networkIds: ReadonlySet<string>
  /** ENGINE_HOST: where operators say published ports are reached. */
  readonly engineHost: string
  /** The machine in DOCKER_HOST, where that is another one. */
  readonly dockerMachine: string | null
  /** ENGINE_ADVERTISE, settled. */
  readonly advertise: 'name' | 'published'
}

/** Whose network a port is in: the container itself, or the VPN container whose namespace it joined. */
export interface NetworkHolder {
  readonly id: string
  readonly name: string
  /** It has the machine's network: its ports are the machine's. */
  readonly onHostNetwork: boolean
  readonly networks: readonly EndpointBody[]
  readonly ports: PortsBody
}

export function networksOf(settings: NetworkSettingsBody | undefined): EndpointBody[] {
  return Object.values(settings?.Networks ?? {}).filter((network) => network !== null)
}

/** We are in its network namespace: its loopback is ours. */
export function isInside(holder: NetworkHolder, from: Surroundings): boolean {
  return from.networkOwner !== null && from.networkOwner === holder.id
}

/**
 * Where `port` may be reached from here, likeliest first: on a loopback or a network we share, as a published port, and
 * at the container's own address where the machine can route to it.
 */
export function dialAddresses(holder: NetworkHolder, port: number, from: Surroundings): Address[] {
  const shared = holder.networks.filter((network) => from.networkIds.has(network.NetworkID ?? ''))
  const routable = from.sameMachine && !from.contained ? holder.networks : []
  return distinct([
    ...(isInside(holder, from) ? [{ host: '127.0.0.1', port }] : []),
    ...(holder.onHostNetwork ? hostsFor('', from).map((host) => ({ host, port })) : []),
    ...shared.flatMap((network) => at(network, port)),
    ...publishedAddresses(holder, port, from),
    ...routable.flatMap((network) => at(network, port)),
  ])
}

function at({ IPAddress, GlobalIPv6Address }: EndpointBody, port: number): Address[] {
  const host = IPAddress || GlobalIPv6Address
  return host ? [{ host, port }] : []
}

function publishedAddresses({ ports }: NetworkHolder, port: number, from: Surroundings): Address[] {
  return (ports[`${port}/tcp`] ?? []).flatMap(({ HostIp = '', HostPort }) =>
    hostsFor(HostIp, from).map((host) => ({ host, port: Number(HostPort) })),
  )
}

/** Under which names the machine's address `ip`, on which a port is published, leads there from here. */
function hostsFor(ip: string, { contained, sameMachine, engineHost, dockerMachine }: Surroundings): string[] {
  const anywhere = WILDCARDS.includes(ip)
  const named = anywhere || isLoopback(ip) ? [] : [ip]
  const loopback = isLoopback(ip) ? [ip] : anywhere ? ['127.0.0.1'] : []
  const machine = dockerMachine === null ? [] : [dockerMachine]
  const hosts = [...named, ...loopback, engineHost, ...machine]
  return contained || !sameMachine ? hosts.filter((host) => !isLoopback(host)) : hosts
}

const WILDCARDS = ['', '0.0.0.0', '::']

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** What clients are told: by name, or where the port is published. */
export function advertisedAddress(holder: NetworkHolder, port: number, from: Surroundings): Address {
  if (from.advertise === 'name') return { host: holder.name, port }
  const published = holder.ports[`${port}/tcp`]?.[0]?.HostPort
  return { host: from.engineHost, port: Number(published) || port }
}

/** TCP ports of the holder's namespace that are published on the machine. */
export function publishedPorts({ ports }: NetworkHolder): Set<number> {
  const published = Object.entries(ports).filter(
    ([key, bindings]) => key.endsWith('/tcp') && bindings?.length,
  )
  return new Set(published.map(([key]) => Number.parseInt(key, 10)))
}

function distinct(addresses: readonly Address[]): Address[] {
  const seen = new Set<string>()
  return addresses.filter(({ host, port }) => {
    const key = `${host} ${port}`
    return seen.has(key) ? false : seen.add(key)
  })
}
