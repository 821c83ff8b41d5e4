// connection/: calls of the Kubernetes API, with which credentials, and what is wrong when they fail.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { DomainError, messageOf } from '../../../lib/errors.ts'
import { readKubeconfig } from './kubeconfig.ts'

/** Where the API server is and who we are there. */
export interface ClusterAccess {
  /** `https://10.96.0.1:443`, without a trailing slash. */
  readonly server: string
  /** Of the context or of our own Pod. */
  readonly namespace: string
  /** PEM; undefined: the authorities that Node knows. */
  readonly ca: string | undefined
  /** PEM, where a certificate proves who we are. */
  readonly certificate: { readonly cert: string; readonly key: string } | undefined
  /** Asked for each call, because Kubernetes replaces a Pod's token every hour. Undefined: none. */
  token(): Promise<string | undefined>
}

/** Where Kubernetes puts a Pod's credentials (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/). */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

export interface AccessSettings {
  /** KUBECONFIG; null: the credentials of our own Pod. */
  readonly kubeconfig: string | null
  /** Of our process: where Kubernetes tells a Pod the address of the API server. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** For tests. */
  readonly serviceAccount?: string
}

/** Rejects with `validation` where there are no credentials, or none that can be used. */
export async function openAccess(settings: AccessSettings): Promise<ClusterAccess> {
  const { kubeconfig, env, serviceAccount = SERVICE_ACCOUNT } = settings
  if (kubeconfig === null) return inCluster(env, serviceAccount)
  try {
    const { parse } = await import('yaml')
    return await readKubeconfig(kubeconfig, parse(await readFile(kubeconfig, 'utf8')) as unknown)
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw unusable({ code: 'kubeconfig_unreadable', path: kubeconfig, text: messageOf(error) }, error)
  }
}

async function inCluster(env: AccessSettings['env'], folder: string): Promise<ClusterAccess> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env
  if (!host) throw unusable({ code: 'kubernetes_no_credentials' })
  const read = (name: string) => readFile(join(folder, name), 'utf8')
  try {
    const [ca, namespace] = await Promise.all([read('ca.crt'), read('namespace')])
    return {
      server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      namespace: namespace.trim(),
      ca,
      certificate: undefined,
      token: async () => (await read('token')).trim(),
    }
  } catch (error) {
    throw unusable({ code: 'kubernetes_no_credentials' }, error)
  }
}

function unusable(reason: Reason, cause?: unknown): DomainError {
  return new DomainError('validation', reason, { cause })
}
