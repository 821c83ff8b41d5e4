import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { Agent, type Dispatcher, errors } from 'undici'
import type { Address } from '../engines/ports.ts'
import { messageOf } from '../lib/errors.ts'
import { excerptOf } from './answer.ts'

/** What came of one question to one engine. A miss is a value; only an abort by the caller rejects. */
export type HttpAnswer =
  | { readonly kind: 'body'; readonly text: string }
  /**
   * `quotes`: the reason holds words of what answered, and not ours alone. `foreign`: no engine answers like this, so
   * something else did.
   */
  | { readonly kind: 'miss'; readonly reason: Reason; readonly quotes?: true; readonly foreign?: true }

export interface EngineHttp {
  /** GET with a deadline over everything: connecting, headers, body. Follows no redirect, asks for no compression. */
  get(address: Address, path: string, timeoutMs: number, signal: AbortSignal): Promise<HttpAnswer>
  /** Drops every connection at once. */
  close(): Promise<void>
}

/** No answer that we ask for is longer; what is, is cut off without being read. */
const LONGEST_BODY_BYTES = 1024 * 1024

/** An engine that takes no connection for so long is not there; the deadline of a question is usually shorter. */
const CONNECT_TIMEOUT_MS = 5000

/** The engine closes an idle connection after 15 s (docs/reference/acestream-engine.md 2.6); we do sooner. */
const KEEP_ALIVE_MS = 4000

/**
 * A client with connections of its own. `connectionsPerEngine` bounds what one hung engine can hold; engines
 * never wait for each other. `keeps`: whether a connection may outlast its question; none outlasts it for long, so that it isn't
 * taken for a player's.
 */
export function createEngineHttp(connectionsPerEngine: number, keeps = true): EngineHttp {
  const agent = new Agent({
    connections: connectionsPerEngine,
    pipelining: keeps ? 1 : 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    headersTimeout: 0, // the deadline of each question covers both
    bodyTimeout: 0,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  })
  return {
    get: (address, path, timeoutMs, signal) => ask(agent, address, path, timeoutMs, signal),
    close: () => agent.destroy(),
  }
}

async function ask(
  agent: Agent,
  address: Address,
  path: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  signal.throwIfAborted()
  const deadline = new AbortController()
  const onAbort = () => deadline.abort()
  signal.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(onAbort, timeoutMs)
  try {
    return await askTwice(agent, address, path, deadline.signal)
  } catch (error) {
    signal.throwIfAborted()
    if (deadline.signal.aborted) return { kind: 'miss', reason: { code: 'probe_timeout', timeoutMs } }
    const known = describe(error, address)
    if (known !== undefined) return { kind: 'miss', reason: known }
    const text = messageOf(error)
    return error instanceof errors.HTTPParserError
      ? { kind: 'miss', reason: { code: 'not_http', text }, quotes: true, foreign: true }
      : { kind: 'miss', reason: { code: 'request_failed', address: written(address), text }, quotes: true }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

/** A kept connection may have been closed by the engine just now: that alone is no miss, so a fresh one is tried. */
async function askTwice(
  agent: Agent,
  address: Address,
  path: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  try {
    return await askOnce(agent, address, path, signal)
  } catch (error) {
    if (signal.aborted || !isReset(error)) throw error
    return askOnce(agent, address, path, signal)
  }
}

async function askOnce(
  agent: Agent,
  address: Address,
  path: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { statusCode, headers, body } = await agent.request({
    origin: `http://${written(address)}`,
    path,
    method: 'GET',
    signal,
  })
  body.on('error', () => {}) // destroying a body half read emits one more
  const text = await readBody(body, Number(headers['content-length'] ?? 0))
  if (text === undefined)
    return { kind: 'miss', reason: { code: 'answer_too_long', mostBytes: LONGEST_BODY_BYTES } }
  if (statusCode === 200) return { kind: 'body', text }
  const said = text.trim() === '' ? null : excerptOf(text)
  const reason: Reason = { code: 'unexpected_status', status: statusCode, text: said }
  return { kind: 'miss', reason, quotes: true, ...(isForeignStatus(statusCode) ? { foreign: true } : {}) }
}

/** Engines answer errors with 200 (docs/reference/acestream-engine.md 2.5); one that is still starting may well fail with a 5xx. */
function isForeignStatus(statusCode: number): boolean {
  return statusCode < 500
}

/** Undefined: too long. Stops reading at the limit, so that a body of any length costs no more than that. */
async function readBody(
  body: Dispatcher.ResponseData['body'],
  declaredBytes: number,
): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = declaredBytes > LONGEST_BODY_BYTES ? declaredBytes : 0
  if (bytes === 0)
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > LONGEST_BODY_BYTES) break
      chunks.push(chunk)
    }
  if (bytes <= LONGEST_BODY_BYTES) return Buffer.concat(chunks).toString('utf8')
  body.destroy()
  return undefined
}

/** What is known of the words of a miss, for a value made of it. */
export function marksOf({ quotes, foreign }: Marks): Marks {
  return { ...(quotes ? { quotes } : {}), ...(foreign ? { foreign } : {}) }
}

interface Marks {
  readonly quotes?: true
  readonly foreign?: true
}

export function written({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

const RESETS = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

function isReset(error: unknown): boolean {
  return RESETS.has(codeOf(error))
}

/** Undefined for what has no words of ours. */
function describe(error: unknown, { host, port }: Address): Reason | undefined {
  const address = written({ host, port })
  const code = codeOf(error)
  if (code === 'ECONNREFUSED') return { code: 'connection_refused', address }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { code: 'host_unknown', host, errorCode: code }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return { code: 'no_route', address, errorCode: code }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return { code: 'connect_timeout', address }
  if (RESETS.has(code)) return { code: 'connection_closed', address }
  return undefined
}

/** Dual-stack connects fail with an AggregateError: its first part tells why. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
