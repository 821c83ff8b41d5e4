import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { DomainError } from '../../../lib/errors.ts'
import { parseJson } from '../../../lib/json.ts'
import { listOf, number, object, text } from '../../../lib/shape.ts'

/** The API server answered and said no. */
export class KubernetesRefusal extends DomainError {
  readonly status: number
  /** `AlreadyExists`, `Conflict`, `Expired`, `Forbidden` …; empty where none is given. */
  readonly why: string

  constructor(status: number, why: string, reason: Reason) {
    super('general_error', reason)
    this.name = 'KubernetesRefusal'
    this.status = status
    this.why = why
  }
}

export function isRefusal(error: unknown, ...statuses: readonly number[]): error is KubernetesRefusal {
  return error instanceof KubernetesRefusal && (statuses.length === 0 || statuses.includes(error.status))
}

/** `Status` of the API (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/). */
const statusBody = object({
  message: text,
  reason: text,
  code: number,
  details: object({ kind: text, name: text, causes: listOf(object({ reason: text, message: text })) }),
})

export interface RefusedCall {
  readonly method: string
  /** `/api/v1/namespaces/media/pods/acestream-1` */
  readonly path: string
}

const LONGEST_TEXT = 500

export function toRefusal(
  status: number,
  body: string,
  call: RefusedCall,
  server: string,
): KubernetesRefusal {
  const parsed = statusBody(parseJson(body)) ?? {}
  const said = (parsed.message ?? '').slice(0, LONGEST_TEXT)
  const causes = parsed.details?.causes?.map((cause) => cause.reason) ?? []
  return new KubernetesRefusal(status, parsed.reason ?? '', reasonFor(status, said, causes, call, server))
}

function reasonFor(
  status: number,
  said: string,
  causes: readonly (string | undefined)[],
  call: RefusedCall,
  server: string,
): Reason {
  const namespace = partsOf(call.path).namespace ?? ''
  if (status === 401) return { code: 'kubernetes_unauthorized', server, text: said || 'Unauthorized' }
  if (causes.includes('NamespaceTerminating')) return { code: 'kubernetes_namespace_ending', namespace }
  if (status === 404 && /^namespaces "/.test(said)) return { code: 'kubernetes_namespace_missing', namespace }
  if (status === 403 && /violates PodSecurity/.test(said))
    return {
      code: 'kubernetes_pod_security',
      text: said,
      label: 'pod-security.kubernetes.io/enforce=baseline',
    }
  if (status === 403 && /exceeded quota/.test(said)) return { code: 'kubernetes_quota_exceeded', text: said }
  if (status === 403 && / cannot \w+ resource /.test(said))
    return { code: 'kubernetes_forbidden', text: said, rule: ruleFor(call, said) }
  return { code: 'kubernetes_refused', status, text: said }
}

/** The rule that a Role lacks, told from what was asked: `pods is forbidden: User "x" cannot create resource "pods" in …`. */
function ruleFor(call: RefusedCall, said: string): string {
  const [, verb = '', resource = ''] = / cannot (\w+) resource "([\w./-]+)"/.exec(said) ?? []
  const { group } = partsOf(call.path)
  return `{ apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"] }`
}

function partsOf(path: string): { readonly group: string; readonly namespace: string | undefined } {
  return {
    group: /^\/apis\/([^/]+)\//.exec(path)?.[1] ?? '',
    namespace: /\/namespaces\/([^/]+)/.exec(path)?.[1],
  }
}
