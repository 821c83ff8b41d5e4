import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { asRaw, isRaw, numberOrNull, text, textOrNull } from '../../fleet/reading/read.ts'

/** Every way in which a request can go wrong that deserves its own sentence. */
export type FaultKind =
  | 'network'
  | 'timeout'
  | 'mixed_content'
  | 'sign_in'
  | 'html'
  | 'not_json'
  | 'key_missing'
  | 'key_wrong'
  | 'too_many_keys'
  | 'too_many_streams'
  | 'origin'
  | 'not_found'
  | 'invalid'
  | 'unavailable'
  | 'gateway'
  | 'proxy'
  | 'server'
  | 'other'

export interface Fault {
  readonly kind: FaultKind
  readonly status: number | null
  /** The server's code; of `sign_in` the scheme in which the browser itself asks for a password, if it does. */
  readonly code: string | null
  /** The server's own words, to be shown as text. */
  readonly detail: string | null
  /** The same as data, of servers that send it. */
  readonly reason: Reason | null
  readonly retryInSeconds: number | null
}

export class RequestFault extends Error {
  readonly fault: Fault
  constructor(fault: Fault, cause?: unknown) {
    super(`${fault.kind}${fault.detail === null ? '' : `: ${fault.detail}`}`, { cause })
    this.name = 'RequestFault'
    this.fault = fault
  }
}

const bare = (kind: FaultKind): Fault => ({
  kind,
  status: null,
  code: null,
  detail: null,
  reason: null,
  retryInSeconds: null,
})

/** No answer at all. A page on https may not read http: browsers then say nothing but "failed". */
export function faultOfSilence(error: unknown, page: string, server: string): Fault {
  if (error instanceof DOMException && error.name === 'TimeoutError') return bare('timeout')
  const local = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::|\/|$)/.test(server)
  if (page.startsWith('https:') && server.startsWith('http:') && !local) return bare('mixed_content')
  return bare('network')
}

/** The API answers with JSON throughout; redirects and sign-in pages come from a proxy whose session has ended. */
export const faultOfRedirect = (): Fault => bare('sign_in')

const KEY_MISSING = 'missing bearer token'
const PASSWORD_FIELD = /<input[^>]+type\s*=\s*["']?password/i

/** The scheme in which a browser asks for a password by itself, if this challenge makes it do so. */
export const browserAsksFor = (challenge: string | null): string | null =>
  /^\s*(basic|digest|negotiate|ntlm)\b/i.exec(challenge ?? '')?.[1]?.toLowerCase() ?? null

/** A web page under an error's status. */
function kindOfPage(status: number): FaultKind {
  if (status === 401 || status === 403) return 'sign_in'
  return status === 502 || status === 503 || status === 504 ? 'proxy' : 'html'
}

/** A body under a 200 that is no JSON. */
export function faultOfGarbage(status: number, contentType: string, body: string): Fault {
  const isPage = contentType.includes('text/html')
  const kind = isPage ? (PASSWORD_FIELD.test(body) ? 'sign_in' : 'html') : 'not_json'
  return { ...bare(kind), status }
}

function kindOf(status: number, code: string | null, detail: string | null): FaultKind {
  if (status === 401) return detail === KEY_MISSING ? 'key_missing' : 'sign_in'
  if (status === 403) return detail === 'invalid token' || code === 'invalid_token' ? 'key_wrong' : 'origin'
  if (status === 404) return 'not_found'
  if (status === 422 || status === 400 || status === 413) return 'invalid'
  if (status === 429) return kindOfTooMany(code)
  if (status === 503) return 'unavailable'
  if (status === 502 || status === 504) return 'gateway'
  return status >= 500 ? 'server' : 'other'
}

/** Servers of before the codes had one limit only. */
function kindOfTooMany(code: string | null): FaultKind {
  if (code === null || code === 'too_many_attempts') return 'too_many_keys'
  return code === 'too_many_streams' ? code : 'other'
}

function sentenceOf(detail: unknown): string | null {
  if (typeof detail === 'string') return detail
  if (Array.isArray(detail)) {
    const parts = detail.map((item) => {
      const raw = asRaw(item)
      const where = Array.isArray(raw['loc']) ? raw['loc'].map(String).join('.') : ''
      return where === '' ? text(raw['msg']) : `${where}: ${text(raw['msg'])}`
    })
    return parts.filter((part) => part !== '').join('; ') || null
  }
  return textOrNull(asRaw(detail)['message'])
}

const reasonIn = (data: unknown): Reason | null =>
  isRaw(data) && typeof data['code'] === 'string' ? (data as unknown as Reason) : null

/** Turns an error answer (status and body text) into a fault; a body that is not ours loses its text. */
export function faultOfAnswer(
  status: number,
  contentType: string,
  body: string,
  challenge: string | null = null,
): Fault {
  const scheme = browserAsksFor(challenge)
  if (contentType.includes('text/html')) return { ...bare(kindOfPage(status)), status, code: scheme }
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    parsed = undefined
  }
  const raw = asRaw(parsed)
  const inner = isRaw(raw['detail']) ? raw['detail'] : {}
  const code = textOrNull(raw['code']) ?? textOrNull(inner['code'])
  const detail = sentenceOf(raw['detail'])
  const kind = kindOf(status, code, detail)
  return {
    kind,
    status,
    code: kind === 'sign_in' ? scheme : code,
    detail,
    reason: reasonIn(raw['reason_data']) ?? reasonIn(inner['reason_data']),
    retryInSeconds: numberOrNull(inner['recovery_eta_seconds']),
  }
}

/** What a stream of events said before it ended: a sentence, and its reason as JSON from servers that send it. */
export function faultOfLastWords(detail: string, reasonJson: string | null): Fault {
  let data: unknown
  try {
    data = JSON.parse(reasonJson ?? 'null')
  } catch {
    data = null
  }
  return { ...bare('other'), detail, reason: reasonIn(data) }
}

export const faultOf = (error: unknown): Fault =>
  error instanceof RequestFault
    ? error.fault
    : { ...bare('other'), detail: error instanceof Error ? error.message : null }
