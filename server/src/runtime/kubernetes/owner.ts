import type { KubernetesClient } from './connection/client.ts'
import { isRefusal } from './connection/refusal.ts'
import type { Owner } from './pods/engine-pod.ts'
import { configMapBody } from './wire.ts'

/** The ConfigMap that owns all engines of this installation: whoever deletes it, removes them. */
export interface OwnerKeeper {
  /** The present one, created where there is none. */
  current(signal: AbortSignal): Promise<Owner>
}

export function createOwnerKeeper(client: KubernetesClient, instance: string): OwnerKeeper {
  const name = ownerName(instance)
  const path = `/api/v1/namespaces/${client.namespace}/configmaps`
  const subject = name

  async function read(signal: AbortSignal): Promise<Owner | undefined> {
    try {
      const call = { call: 'read_owner', subject, method: 'GET', path: `${path}/${name}` } as const
      const { metadata } = await client.call({ ...call, read: configMapBody }, signal)
      return { name, uid: metadata.uid }
    } catch (error) {
      if (isRefusal(error, 404)) return undefined
      throw error
    }
  }

  async function create(signal: AbortSignal): Promise<Owner | undefined> {
    try {
      const metadata = { name, labels: { 'app.kubernetes.io/name': 'acestream-orchestrator' } }
      const call = { call: 'create_owner', subject, method: 'POST', path } as const
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { instance } }
      const created = await client.call({ ...call, body, read: configMapBody }, signal)
      return { name, uid: created.metadata.uid }
    } catch (error) {
      if (isRefusal(error, 409)) return undefined // another copy was faster
      throw error
    }
  }

  return {
    current: async (signal) => {
      const owner = (await read(signal)) ?? (await create(signal)) ?? (await read(signal))
      if (owner) return owner
      throw new Error(`the ConfigMap ${name} is created and deleted by turns`)
    },
  }
}

/** Names of objects take lower case only; INSTANCE may hold capitals. */
function ownerName(instance: string): string {
  const plain = instance
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .replace(/[^a-z0-9]+$/, '')
  return `acestream-engines-${plain}`
}
