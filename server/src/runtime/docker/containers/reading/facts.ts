import { kindOf, readSpec } from '../../../../engines/labels.ts'
import type { ContainerFacts, ContainerStatus } from '../../../../engines/ports.ts'
import {
  advertisedAddress,
  dialAddresses,
  type NetworkHolder,
  networksOf,
  type Surroundings,
} from '../../placement/addresses.ts'
import type { ContainerBody, PortsBody } from '../../wire.ts'

type DockerStatus = Exclude<ContainerStatus, 'pending'>

const STATUSES: readonly string[] = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
] satisfies DockerStatus[]

/** Docker's word, or the nearest one for engines that say it otherwise. */
export function statusOf({ State }: ContainerBody): DockerStatus {
  if (State?.Status !== undefined && STATUSES.includes(State.Status)) return State.Status as DockerStatus
  return State?.Running ? 'running' : 'exited'
}

/** Docker writes "never" as the year 1. */
export function timeOf(text: string | undefined): number | null {
  const ms = text ? Date.parse(text) : Number.NaN
  return ms > 0 ? ms : null
}

/** Id of the container whose network namespace this one joined. */
export function networkOwnerOf({ HostConfig }: Pick<ContainerBody, 'HostConfig'>): string | null {
  const mode = HostConfig?.NetworkMode ?? ''
  return mode.startsWith('container:') ? mode.slice('container:'.length) : null
}

export function nameOf({ Name }: ContainerBody): string {
  return Name?.replace(/^\//, '') ?? ''
}

/** A stopped container publishes nothing now; what it will publish stands in its configuration. */
function portsIn({ NetworkSettings, HostConfig }: ContainerBody): PortsBody {
  const now = NetworkSettings?.Ports ?? {}
  return Object.keys(now).length > 0 ? now : (HostConfig?.PortBindings ?? {})
}

export function holderOf(body: ContainerBody): NetworkHolder {
  return {
    id: body.Id,
    name: nameOf(body),
    onHostNetwork: body.HostConfig?.NetworkMode === 'host',
    networks: networksOf(body.NetworkSettings),
    ports: portsIn(body),
  }
}

/**
 * One inspection in our words. `owner` is the VPN container whose network it joined, or undefined where it joined
 * none, or one we know nothing about: then it is advertised, but nothing leads there from here.
 */
export function factsOf(
  body: ContainerBody,
  owner: NetworkHolder | undefined,
  from: Surroundings,
): ContainerFacts {
  const status = statusOf(body)
  const over = status !== 'running' && status !== 'paused' && status !== 'created'
  const joined = networkOwnerOf(body)
  const own = holderOf(body)
  const holder = joined === null ? own : (owner ?? { ...own, networks: [], ports: {} })
  const port = mainPort(body)
  return {
    id: body.Id,
    name: own.name,
    image: body.Config?.Image ?? '',
    imageDigest: body.Image || null,
    labels: body.Config?.Labels ?? {},
    status,
    createdAtMs: timeOf(body.Created) ?? 0,
    startedAtMs: timeOf(body.State?.StartedAt),
    finishedAtMs: over ? timeOf(body.State?.FinishedAt) : null,
    exitCode: over ? (body.State?.ExitCode ?? null) : null,
    oomKilled: over && (body.State?.OOMKilled ?? false),
    error: body.State?.Error || null,
    unread: body.unread ?? null,
    lastWords: body.lastWords ?? null,
    cure: body.cure ?? null,
    networkOwner: joined,
    addresses: dialAddresses(holder, port, from),
    advertised: advertisedAddress(holder, port, from),
    ports: bindings(own.ports),
  }
}

/** An engine's HTTP port stands in its labels; of any other container the first published port is meant. */
function mainPort(body: ContainerBody): number {
  const labels = body.Config?.Labels ?? {}
  if (kindOf(labels) === 'engine') return readSpec(labels).httpPort
  const published = Object.entries(portsIn(body)).find(([, hosts]) => (hosts?.length ?? 0) > 0)
  return Number.parseInt(published?.[0] ?? '', 10) || 0
}

function bindings(ports: PortsBody): ContainerFacts['ports'] {
  return Object.fromEntries(
    Object.entries(ports).map(([port, hosts]) => [
      port,
      hosts?.map(({ HostIp = '', HostPort = '' }) => ({ HostIp, HostPort })) ?? null,
    ]),
  )
}
