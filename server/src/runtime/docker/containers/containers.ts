// containers/: containers of ours: what Docker says of them in our words, and how they are created, restarted and removed.
import { CREATED_BY, LABELS } from '../../../engines/labels.ts'
import type { ContainerFacts } from '../../../engines/ports.ts'
import { bounded } from '../../../lib/concurrency/bounded.ts'
import { DomainError } from '../../../lib/errors.ts'
import type { DockerClient } from '../connection/client.ts'
import { isGone, isRefusal } from '../connection/refusal.ts'
import type { NetworkHolder } from '../placement/addresses.ts'
import type { Placement } from '../placement/surroundings.ts'
import { type ContainerBody, type ContainerRow, containerBody, containerRows } from '../wire.ts'
import { factsOf, holderOf, networkOwnerOf } from './facts.ts'
import type { Hardening } from './hardening.ts'
import type { Inspections } from './inspections.ts'
import { createLastWords, cureFor } from './last-words.ts'
import { bodyOfRow } from './row-body.ts'

export interface ManagementLabel {
  readonly key: string
  readonly value: string
}

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

/** Docker's ids and names; anything else would reach other routes of its API. */
const REFERENCE = /^[a-zA-Z0-9][\w.-]*$/
const INSPECTED_AT_ONCE = 8
const READ_TIMEOUT_MS = 15_000
/** A stuck container may never be inspected. The others don't wait long for one that is known already. */
const KNOWN_READ_TIMEOUT_MS = 3_000

export function createContainers(options: ContainersOptions): Containers {
  const { client, label, inspections } = options
  const lastWords = createLastWords(client)
  let ours: Map<string, Standing> = new Map()
  let vpnHolders: Map<string, NetworkHolder> = new Map()

  const carriesLabel = (labels: Readonly<Record<string, string>> | null | undefined) =>
    labels?.[label.key] === label.value

  async function fetchBody(
    reference: string,
    signal: AbortSignal,
    timeoutMs = READ_TIMEOUT_MS,
  ): Promise<ContainerBody | undefined> {
    if (!REFERENCE.test(reference)) return undefined
    try {
      return await client.call(
        {
          call: 'inspect_container',
          subject: reference,
          method: 'GET',
          path: `/containers/${reference}/json`,
          timeoutMs,
          read: containerBody,
        },
        signal,
      )
    } catch (error) {
      if (isGone(error)) return undefined
      throw error
    }
  }

  async function read(
    id: string,
    signal: AbortSignal,
    timeoutMs?: number,
  ): Promise<ContainerBody | undefined> {
    const body = await fetchBody(id, signal, timeoutMs)
    if (!body || !carriesLabel(body.Config?.Labels)) return undefined
    ours.set(body.Id, standingOf(body))
    return body
  }

  async function readVpn(name: string, signal: AbortSignal): Promise<ContainerBody | undefined> {
    const configured = options.vpnNames.includes(name) || vpnHolders.has(name)
    const body = configured ? await fetchBody(name, signal) : undefined
    if (body) vpnHolders.set(body.Id, holderOf(body))
    return body
  }

  /** Their addresses move with every restart of theirs, so they are read again with every list. */
  async function refreshVpnHolders(signal: AbortSignal): Promise<void> {
    const known = vpnHolders
    const read = new Map<string, NetworkHolder>()
    await bounded(options.vpnNames, INSPECTED_AT_ONCE, async (name) => {
      try {
        const body = await fetchBody(name, signal)
        if (body) read.set(body.Id, holderOf(body))
      } catch (error) {
        if (!client.reachability.status().reachable || !(error instanceof DomainError)) throw error
        for (const [id, holder] of known) if (holder.name === name) read.set(id, holder)
      }
    })
    vpnHolders = read
  }

  async function holderFor(body: ContainerBody, signal: AbortSignal): Promise<NetworkHolder | undefined> {
    const owner = networkOwnerOf(body)
    if (owner !== null && !vpnHolders.has(owner)) await refreshVpnHolders(signal)
    return vpnHolders.get(owner ?? '')
  }

  async function rows(
    filters: Readonly<Partial<Record<'label' | 'name' | 'id', readonly string[]>>>,
    signal: AbortSignal,
  ): Promise<readonly ContainerRow[]> {
    const found = await client.call(
      {
        call: 'list_containers',
        method: 'GET',
        path: '/containers/json',
        query: { all: true, filters: JSON.stringify(filters) },
        timeoutMs: READ_TIMEOUT_MS,
        read: containerRows,
        vital: true,
      },
      signal,
    )
    client.reachability.found()
    return found
  }

  /** Undefined: it is gone, or not ours. */
  async function rowOf(id: string, signal: AbortSignal): Promise<ContainerRow | undefined> {
    return (await rows({ id: [id] }, signal)).find(({ Id, Labels }) => Id === id && carriesLabel(Labels))
  }

  async function bodyOf(row: ContainerRow, signal: AbortSignal): Promise<ContainerBody | undefined> {
    const recalled = inspections.recall(row)
    if (recalled) return recalled
    try {
      const isKnown = inspections.lastKnown(row.Id) !== undefined
      const body = await read(row.Id, signal, isKnown ? KNOWN_READ_TIMEOUT_MS : READ_TIMEOUT_MS)
      if (body) inspections.remember(row, body)
      return body
    } catch (error) {
      return asLastKnown(row.Id, error, signal, row)
    }
  }

  /**
   * One container that can't be read must not hide the others: its row tells the state, the rest is as it was. Without an
   * answer to the inspection its row is asked for again: that fails if Docker is away.
   */
  async function asLastKnown(
    id: string,
    error: unknown,
    signal: AbortSignal,
    listed?: ContainerRow,
  ): Promise<ContainerBody | undefined> {
    signal.throwIfAborted()
    if (!(error instanceof DomainError)) throw error
    const row = isRefusal(error) && listed ? listed : await rowOf(id, signal)
    if (!row) return undefined
    const body = bodyOfRow(row, inspections.lastKnown(id), error.reason)
    inspections.rememberUnread(row, body)
    return body
  }

  async function inspectOrLastKnown(id: string, signal: AbortSignal): Promise<ContainerBody | undefined> {
    try {
      return await read(id, signal)
    } catch (error) {
      return asLastKnown(id, error, signal)
    }
  }

  async function list(signal: AbortSignal): Promise<readonly ContainerFacts[]> {
    const found = (await rows({ label: [`${label.key}=${label.value}`] }, signal)).filter((row) =>
      carriesLabel(row.Labels),
    )
    inspections.keepOnly(new Set(found.map(({ Id }) => Id)))
    const placement = await options.placement(signal)
    const read = await bounded(found, INSPECTED_AT_ONCE, (row) => bodyOf(row, signal))
    const bodies = read.filter((body) => body !== undefined)
    // Podman's rows don't say whose network a container joined, its inspections do.
    ours = new Map(bodies.map((body) => [body.Id, standingOf(body)]))
    if (bodies.some((body) => networkOwnerOf(body) !== null)) await refreshVpnHolders(signal)
    return bounded(bodies, INSPECTED_AT_ONCE, (body) =>
      told(body, vpnHolders.get(networkOwnerOf(body) ?? ''), placement, signal),
    )
  }

  async function told(
    body: ContainerBody,
    holder: NetworkHolder | undefined,
    placement: Placement,
    signal: AbortSignal,
  ): Promise<ContainerFacts> {
    const last = await lastWords(body, signal)
    const facts = factsOf({ ...body, lastWords: last, cure: cureFor(last) }, holder, placement)
    options.hardening.learn(facts)
    return facts
  }

  return {
    list,
    underOtherLabels: async (signal) => {
      const made = await rows({ label: [`${LABELS.createdBy}=${CREATED_BY}`] }, signal)
      return made.filter((row) => !carriesLabel(row.Labels)).map(rowName)
    },
    read,
    readVpn,
    holderOf: async (name, signal) => {
      const found = await rows({ name: [name] }, signal) // Docker matches parts of names too
      const holder = found.find(({ Names }) => Names?.includes(`/${name}`))
      return holder && (carriesLabel(holder.Labels) ? 'ours' : 'foreign')
    },
    inspect: async (id, signal) => {
      const body = await inspectOrLastKnown(id, signal)
      return body && told(body, await holderFor(body, signal), await options.placement(signal), signal)
    },
    standing: async (id, signal) => {
      const known = ours.get(id)
      if (known) return known
      const body = await read(id, signal)
      return body && standingOf(body)
    },
  }
}

function standingOf(container: Pick<ContainerBody, 'HostConfig'>): Standing {
  return { sharesNetwork: networkOwnerOf(container) !== null }
}

function rowName({ Id, Names }: ContainerRow): string {
  return Names?.[0]?.replace(/^\//, '') ?? Id
}
