import type { ContainerFacts } from '../../../engines/ports.ts'
import type { PodBody } from '../wire.ts'
import { factsOf } from './pod-facts.ts'

/** Our Pods as last seen, kept by a list and the changes since. Of each only what we need is kept: 5,000 Pods are 26 MB of JSON. */
export interface PodStore {
  all(): readonly ContainerFacts[]
  get(id: string): ContainerFacts | undefined
  /** Takes it in unless something newer is known; a Pod of somebody else is left out. */
  put(pod: PodBody): void
  drop(id: string): void
  /** A full list: what is not in it is gone, unless it was seen in a newer version than the list's. */
  replaceAll(pods: readonly PodBody[], listVersion: string): void
}

interface Seen {
  readonly facts: ContainerFacts
  readonly version: bigint
}

export function createPodStore(): PodStore {
  let seen = new Map<string, Seen>()

  function put(pod: PodBody): void {
    if (!isOwned(pod)) return
    const version = versionOf(pod.metadata.resourceVersion)
    const known = seen.get(pod.metadata.uid)
    if (known && known.version > version) return
    seen.set(pod.metadata.uid, { facts: factsOf(pod), version })
  }

  return {
    all: () => [...seen.values()].map(({ facts }) => facts),
    get: (id) => seen.get(id)?.facts,
    put,
    drop: (id) => void seen.delete(id),
    replaceAll: (pods, listVersion) => {
      const listed = versionOf(listVersion)
      seen = new Map([...seen].filter(([, { version }]) => version > listed))
      pods.forEach(put)
    },
  }
}

/**
 * Whoever controls a Pod may replace it: one of a Deployment that carries our label by mistake is not ours, nor is one that
 * nobody controls. Which installation's ConfigMap it is, the labels say.
 */
function isOwned({ metadata }: PodBody): boolean {
  return metadata.ownerReferences?.some(({ kind, controller }) => kind === 'ConfigMap' && controller) ?? false
}

/** Versions grow (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions). */
function versionOf(text: string | undefined): bigint {
  return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : 0n
}
