// containers/: containers of ours: what Docker says of them in our words, and how they are created, restarted and removed.
import { CREATED_BY, LABELS } from '../../../engines/labels.ts'
import type { ContainerFacts } from '../../../engines/ports.ts'
import { mapLimited } from '../../../lib/concurrency/limiter.ts'
import type { DockerClient } from '../connection/client.ts'
import type { NetworkHolder } from '../placement/addresses.ts'
import type { Placement } from '../placement/surroundings.ts'
import type { ContainerBody, ContainerRow } from '../wire.ts'
import type { Hardening } from './hardening.ts'
import { createBodies } from './reading/bodies.ts'
import { carriesLabel, listContainers, type ManagementLabel } from './reading/calls.ts'
import { factsOf, networkOwnerOf } from './reading/facts.ts'
import type { Inspections } from './reading/inspections.ts'
import { createLastWords, cureFor } from './reading/last-words.ts'
import { createVpnHolders } from './reading/vpn-holders.ts'

export interface ContainersOptions {
  readonly client: DockerClient
  readonly label: ManagementLabel
  readonly inspections: Inspections
  readonly hardening: Pick<Hardening, 'learn'>
  /** Names of the configured VPN containers: the only ones without our label that may be read. */
  readonly vpnNames: readonly string[]
  placement(signal: AbortSignal): Promise<Placement>
}

export interface Standing {
  /** It joined another container's network namespace. */
  readonly sharesNetwork: boolean
}

/** Reads containers. What does not carry our label is answered as if it did not exist. */
export interface Containers {
  list(signal: AbortSignal): Promise<readonly ContainerFacts[]>
  /** Names of what an orchestrator made under another label; nothing else of them is read. */
  underOtherLabels(signal: AbortSignal): Promise<readonly string[]>
  inspect(id: string, signal: AbortSignal): Promise<ContainerFacts | undefined>
  /** Whose container has this name; undefined: nobody's, or one that is being created. Of it only labels are read. */
  holderOf(name: string, signal: AbortSignal): Promise<'ours' | 'foreign' | undefined>
  /** The raw inspection, of one of ours only. */
  read(id: string, signal: AbortSignal): Promise<ContainerBody | undefined>
  /** The raw inspection of a configured VPN container, by its name or an id it was seen with. */
  readVpn(name: string, signal: AbortSignal): Promise<ContainerBody | undefined>
  /** What never changes in the life of one of ours, without asking Docker again; undefined: not ours. */
  standing(id: string, signal: AbortSignal): Promise<Standing | undefined>
}

const READ_AT_ONCE = 8

export function createContainers(options: ContainersOptions): Containers {
  const { client, label, inspections, placement } = options
  const bodies = createBodies(options)
  const vpnHolders = createVpnHolders(client, options.vpnNames)
  const describe = factsReader(options)
  let standings = new Map<string, Standing>()

  function noted(body: ContainerBody | undefined): ContainerBody | undefined {
    if (body) standings.set(body.Id, standingOf(body))
    return body
  }

  const read = async (id: string, signal: AbortSignal) => noted(await bodies.read(id, signal))

  async function list(signal: AbortSignal): Promise<readonly ContainerFacts[]> {
    const rows = await listContainers(client, { label: [`${label.key}=${label.value}`] }, signal)
    const ours = rows.filter(({ Labels }) => carriesLabel(label, Labels))
    inspections.keepOnly(new Set(ours.map(({ Id }) => Id)))
    const placed = await placement(signal)
    const found = (await mapLimited(ours, READ_AT_ONCE, (row) => bodies.ofRow(row, signal))).filter(
      (body) => body !== undefined,
    )
    // Podman's rows don't say whose network a container joined, its inspections do.
    standings = new Map(found.map((body) => [body.Id, standingOf(body)]))
    if (found.some((body) => networkOwnerOf(body) !== null)) await vpnHolders.refresh(signal)
    return mapLimited(found, READ_AT_ONCE, (body) => describe(body, vpnHolders.known(body), placed, signal))
  }

  return {
    list,
    underOtherLabels: async (signal) => {
      const created = await listContainers(client, { label: [`${LABELS.createdBy}=${CREATED_BY}`] }, signal)
      return created.filter(({ Labels }) => !carriesLabel(label, Labels)).map(rowName)
    },
    read,
    readVpn: vpnHolders.read,
    holderOf: async (name, signal) => {
      const found = await listContainers(client, { name: [name] }, signal) // Docker matches parts of names too
      const holder = found.find(({ Names }) => Names?.includes(`/${name}`))
      return holder && (carriesLabel(label, holder.Labels) ? 'ours' : 'foreign')
    },
    inspect: async (id, signal) => {
      const body = noted(await bodies.readOrRecall(id, signal))
      return body && describe(body, await vpnHolders.find(body, signal), await placement(signal), signal)
    },
    standing: async (id, signal) => {
      const known = standings.get(id)
      if (known) return known
      const body = await read(id, signal)
      return body && standingOf(body)
    },
  }
}

/** An inspection in our words, with the last ones of a container that did not start. */
function factsReader({ client, hardening }: ContainersOptions) {
  const lastWords = createLastWords(client)
  return async (
    body: ContainerBody,
    holder: NetworkHolder | undefined,
    placed: Placement,
    signal: AbortSignal,
  ): Promise<ContainerFacts> => {
    const last = await lastWords(body, signal)
    const facts = factsOf({ ...body, lastWords: last, cure: cureFor(last) }, holder, placed)
    hardening.learn(facts)
    return facts
  }
}

function standingOf(container: Pick<ContainerBody, 'HostConfig'>): Standing {
  return { sharesNetwork: networkOwnerOf(container) !== null }
}

function rowName({ Id, Names }: ContainerRow): string {
  return Names?.[0]?.replace(/^\//, '') ?? Id
}
