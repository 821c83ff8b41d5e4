import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { DomainError } from '../../../lib/errors.ts'

/** Docker answered and said no: an HTTP status and its words, for the caller to judge. */
export class DockerRefusal extends DomainError {
  readonly status: number
  /** Docker's, empty where there are none. */
  readonly words: string

  constructor(status: number, words: string, reason: Reason = verbatim(words)) {
    super('general_error', reason)
    this.name = 'DockerRefusal'
    this.status = status
    this.words = words
  }
}

export function isRefusal(error: unknown, ...statuses: readonly number[]): error is DockerRefusal {
  return error instanceof DockerRefusal && (statuses.length === 0 || statuses.includes(error.status))
}

/** The container that was asked about is gone. Podman answers 500 about one that it is just removing. */
export function isGone(error: unknown): boolean {
  return isRefusal(error, 404) || (isRefusal(error, 500) && /no such container/i.test(error.words))
}

const DEPENDENTS = /has dependent containers which must be removed before it:?((?:[\s,]*[0-9a-f]{12,64}\b)*)/i
const SHORT_ID = 12

/** Podman removes no container that others need, e.g. its network. Their short ids; undefined: refused otherwise. */
export function dependents(error: unknown): readonly string[] | undefined {
  const found = isRefusal(error) ? DEPENDENTS.exec(error.words) : null
  return found ? (found[1]?.match(/[0-9a-f]+/g) ?? []).map((id) => id.slice(0, SHORT_ID)) : undefined
}

export interface RefusedCall {
  readonly method: string
  readonly path: string
}

const LONGEST_WORDS = 500

/** Docker's errors are `{"message": …}`; a proxy in between answers text, or HTML, of which the status is all that helps. */
export function toRefusal(status: number, body: string, call: RefusedCall): DockerRefusal {
  const words = wordsIn(body).slice(0, LONGEST_WORDS)
  const isReadable = words !== '' && !words.includes('<')
  if (status === 403)
    return new DockerRefusal(status, words, forbidden(call, isReadable ? words : `HTTP ${status}`))
  return isReadable
    ? new DockerRefusal(status, words)
    : new DockerRefusal(status, '', { code: 'docker_answered_status', status })
}

function wordsIn(body: string): string {
  try {
    const message = (JSON.parse(body) as { message?: unknown } | null)?.message
    return typeof message === 'string' ? message.trim() : ''
  } catch {
    return body.trim()
  }
}

/** Sections of the API as socket proxies name their switches (docs/reference/docker.md 11). */
const SECTIONS = ['containers', 'images', 'distribution', 'events', 'networks', 'version', 'info']

function forbidden({ method, path }: RefusedCall, text: string): Reason {
  const request = method === 'GET' ? path : `${method} ${path}`
  return { code: 'docker_request_forbidden', request, text, allow: switchesFor(method, path) }
}

/** Reading and writing are switched apart: a proxy that answers our reads lacks only the one for writes. */
function switchesFor(method: string, path: string): string {
  const section = SECTIONS.find((name) => path.startsWith(`/${name}`))
  if (method === 'GET') return section ? `${section.toUpperCase()}=1` : 'that section'
  const action = /^\/containers\/[^/]+\/(start|stop|restart)$/.exec(path)?.[1]
  if (action) return `POST=1, or ALLOW_${action === 'restart' ? 'RESTARTS' : action.toUpperCase()}=1,`
  const write = method === 'DELETE' ? 'POST=1 (with it DELETE)' : 'POST=1'
  return section ? `${section.toUpperCase()}=1 and ${write}` : write
}
