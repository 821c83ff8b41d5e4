import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { DomainError } from '../../../lib/errors.ts'
import { listOf, object, text } from '../../../lib/shape.ts'
import type { ClusterAccess } from './access.ts'

/** https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
const kubeconfig = object({
  'current-context': text,
  clusters: listOf(
    object({
      name: text,
      cluster: object({ server: text, 'certificate-authority': text, 'certificate-authority-data': text }),
    }),
  ),
  contexts: listOf(object({ name: text, context: object({ cluster: text, user: text, namespace: text }) })),
  users: listOf(
    object({
      name: text,
      user: object({
        token: text,
        tokenFile: text,
        'client-certificate': text,
        'client-certificate-data': text,
        'client-key': text,
        'client-key-data': text,
        exec: (value) => value,
        'auth-provider': (value) => value,
      }),
    }),
  ),
})

/** The current context of a kubeconfig. Rejects with `validation` and what is missing in it. */
export async function readKubeconfig(path: string, parsed: unknown): Promise<ClusterAccess> {
  const file = kubeconfig(parsed) ?? {}
  const contextName = file['current-context'] ?? ''
  const context = named(file.contexts, contextName)?.context
  if (!context) throw incomplete(path, `the context "${contextName}"`)
  const cluster = named(file.clusters, context.cluster)?.cluster
  if (!cluster?.server) throw incomplete(path, `the cluster "${context.cluster ?? ''}"`)
  const user = named(file.users, context.user)?.user
  if (!user) throw incomplete(path, `the user "${context.user ?? ''}"`)
  if (user.exec !== undefined || user['auth-provider'] !== undefined)
    throw unusable({ code: 'kubeconfig_runs_program', path, user: context.user ?? '' })

  const content = contentNextTo(path)
  const [ca, cert, key] = await Promise.all([
    content(cluster['certificate-authority-data'], cluster['certificate-authority']),
    content(user['client-certificate-data'], user['client-certificate']),
    content(user['client-key-data'], user['client-key']),
  ])
  const { token, tokenFile } = user
  return {
    server: cluster.server.replace(/\/+$/, ''),
    namespace: context.namespace ?? 'default',
    ca,
    certificate: cert === undefined || key === undefined ? undefined : { cert, key },
    token: async () =>
      tokenFile === undefined ? token : (await readFile(resolve(dirname(path), tokenFile), 'utf8')).trim(),
  }
}

/** What stands in the file itself, in base64, comes before what it points to, as in kubectl. */
function contentNextTo(path: string) {
  return async (data: string | undefined, file: string | undefined): Promise<string | undefined> => {
    if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8')
    return file === undefined ? undefined : readFile(resolve(dirname(path), file), 'utf8')
  }
}

function named<T extends { readonly name?: string }>(
  list: readonly T[] | undefined,
  name: string | undefined,
): T | undefined {
  return name === undefined ? undefined : list?.find((each) => each.name === name)
}

function incomplete(path: string, what: string): DomainError {
  return unusable({ code: 'kubeconfig_incomplete', path, text: what })
}

function unusable(reason: Reason): DomainError {
  return new DomainError('validation', reason)
}
