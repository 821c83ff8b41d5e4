import type { ReceiverFailure } from '@acestream-orchestrator/contract/reasons/notifier'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Delivery } from '../../alerts/ports.ts'
import type { HttpAnswer, HttpClient, HttpMiss } from '../../http/client.ts'

export interface Post {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** The courier ends an attempt before; this ends the connection. */
const TIMEOUT_MS = 15_000

export type Posted =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer; readonly receiver: string }
  | Failed
type Failed = Extract<Delivery, { readonly kind: 'failed' }>

/**
 * Sends a body as it is. A redirect is followed once and only to HTTPS on the same host: any other would hand the message, and
 * what is secret about it, to whoever the receiver names, a machine of this network among them.
 */
export async function post(http: HttpClient, request: Post, signal: AbortSignal): Promise<Posted> {
  const first = await postOnce(http, request, signal)
  const to = first.kind === 'answer' ? redirectOf(first.answer, request.url) : null
  if (first.kind !== 'answer' || to === null) return first
  if (!isSameHostSecured(request.url, to)) return redirected(first.receiver, to)
  const second = await postOnce(http, { ...request, url: to.href }, signal)
  const again = second.kind === 'answer' ? redirectOf(second.answer, to.href) : null
  return again === null ? second : redirected(first.receiver, again)
}

/** As `post`, with JSON. */
export function postJson(
  http: HttpClient,
  { url, headers, json }: Omit<Post, 'body'> & { readonly json: unknown },
  signal: AbortSignal,
): Promise<Posted> {
  const body = JSON.stringify(json)
  return post(http, { url, headers: { 'content-type': 'application/json', ...headers }, body }, signal)
}

async function postOnce(
  http: HttpClient,
  { url, headers = {}, body }: Post,
  signal: AbortSignal,
): Promise<Posted> {
  const { origin, pathname, search, host, username, password } = new URL(url)
  const sent = { 'user-agent': 'acestream-orchestrator', ...basicAuth(username, password), ...headers }
  const request = { method: 'POST', origin, path: `${pathname}${search}`, headers: sent, body } as const
  const outcome = await http.request({ ...request, timeoutMs: TIMEOUT_MS }, signal)
  if (outcome.kind === 'answer') return { kind: 'answer', answer: outcome, receiver: host }
  return { kind: 'failed', reason: missReason(outcome, host) }
}

function basicAuth(user: string, password: string): { readonly authorization?: string } {
  if (user === '' && password === '') return {}
  const pair = `${decodeURIComponent(user)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function redirectOf({ status, headers }: HttpAnswer, from: string): URL | null {
  const { location } = headers
  if (status < 300 || status > 399 || location === undefined) return null
  return URL.canParse(location, from) ? new URL(location, from) : null
}

function isSameHostSecured(from: string, to: URL): boolean {
  return to.protocol === 'https:' && to.hostname === new URL(from).hostname
}

function redirected(receiver: string, { origin, pathname }: URL): Failed {
  return { kind: 'failed', reason: { code: 'receiver_redirects', receiver, to: `${origin}${pathname}` } }
}

function missReason({ failure, errorCode }: HttpMiss, receiver: string): Reason {
  return { code: 'receiver_not_reached', receiver, failure: failureOf(failure, errorCode), errorCode }
}

/** OpenSSL's and Node's names of what is wrong with a certificate or a handshake (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const TLS_CODE = /CERT|_SSL_|_TLS_|EPROTO|UNABLE_TO_/

function failureOf(failure: HttpMiss['failure'], errorCode: string): ReceiverFailure {
  if (failure === 'other' && TLS_CODE.test(errorCode)) return 'tls'
  return failure === 'connect_timeout' ? 'timeout' : failure
}
