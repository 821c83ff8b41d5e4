import { mapLimited } from '../../../../lib/concurrency/limiter.ts'
import { DomainError } from '../../../../lib/errors.ts'
import type { DockerClient } from '../../connection/client.ts'
import type { NetworkHolder } from '../../placement/addresses.ts'
import type { ContainerBody } from '../../wire.ts'
import { inspectContainer } from './calls.ts'
import { holderOf, networkOwnerOf } from './facts.ts'

/** The configured VPN containers: the only ones without our label that may be read. */
export interface VpnHolders {
  /** By name, or an id it was seen with; undefined: no such container, or not a configured one. */
  read(name: string, signal: AbortSignal): Promise<ContainerBody | undefined>
  /** Their addresses move with every restart of theirs, so they are read again with every list. */
  refresh(signal: AbortSignal): Promise<void>
  /** The one whose network this container joined, as it was read last. */
  known(body: ContainerBody): NetworkHolder | undefined
  /** The same, read now if it is not known. */
  find(body: ContainerBody, signal: AbortSignal): Promise<NetworkHolder | undefined>
}

const INSPECTED_AT_ONCE = 8

export function createVpnHolders(client: DockerClient, names: readonly string[]): VpnHolders {
  let holders: Map<string, NetworkHolder> = new Map()

  async function refresh(signal: AbortSignal): Promise<void> {
    const before = holders
    const found = new Map<string, NetworkHolder>()
    await mapLimited(names, INSPECTED_AT_ONCE, async (name) => {
      try {
        const body = await inspectContainer(client, name, signal)
        if (body) found.set(body.Id, holderOf(body))
      } catch (error) {
        if (!client.reachability.status().reachable || !(error instanceof DomainError)) throw error
        for (const [id, holder] of before) if (holder.name === name) found.set(id, holder)
      }
    })
    holders = found
  }

  const known = (body: ContainerBody) => holders.get(networkOwnerOf(body) ?? '')

  return {
    read: async (name, signal) => {
      if (!names.includes(name) && !holders.has(name)) return undefined
      const body = await inspectContainer(client, name, signal)
      if (body) holders.set(body.Id, holderOf(body))
      return body
    },
    refresh,
    known,
    find: async (body, signal) => {
      if (networkOwnerOf(body) !== null && !known(body)) await refresh(signal)
      return known(body)
    },
  }
}
