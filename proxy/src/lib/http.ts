// lib/: HTTP exchanges; knows neither engines nor streams.
import { type ClientRequest, type IncomingMessage, request as open } from 'node:http'

/** Where something listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

export interface Ask {
  readonly address: Address
  readonly path: string
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** For everything, to the last byte of the answer. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/**
 * `timeout`: nothing within the time; `refused`: nothing listens there; `unreachable`: no connection, or it broke;
 * `garbage`: no JSON, or more than 4 MiB.
 */
export type Miss = {
  readonly kind: 'miss'
  readonly why: 'timeout' | 'refused' | 'unreachable' | 'garbage'
}
export type Answer = { readonly kind: 'answer'; readonly status: number; readonly value: unknown } | Miss

const LONGEST_BYTES = 4 * 1024 * 1024

/** One question whose answer is JSON. Rejects only with the reason of `signal`, when that aborts. */
export async function askJson(ask: Ask): Promise<Answer> {
  ask.signal?.throwIfAborted()
  const deadline = AbortSignal.timeout(ask.timeoutMs)
  const signal = ask.signal === undefined ? deadline : AbortSignal.any([deadline, ask.signal])
  try {
    const response = await send(ask, signal)
    const text = await readText(response)
    if (text === undefined) return { kind: 'miss', why: 'garbage' }
    return { kind: 'answer', status: response.statusCode ?? 0, value: text === '' ? null : JSON.parse(text) }
  } catch (error) {
    ask.signal?.throwIfAborted()
    if (error instanceof SyntaxError) return { kind: 'miss', why: 'garbage' }
    if (deadline.aborted) return { kind: 'miss', why: 'timeout' }
    return { kind: 'miss', why: isRefused(error) ? 'refused' : 'unreachable' }
  }
}

const isRefused = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'

function send(
  { address, path, method = 'GET', headers = {}, body }: Ask,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const type = text === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const request = open({ ...address, path, method, headers: { ...type, ...headers }, signal, agent: false })
    request.on('response', resolve).on('error', reject)
    request.end(text)
  })
}

/** Undefined: too long, and no more of it is received. */
async function readText(response: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    bytes += chunk.length
    if (bytes > LONGEST_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export type Opened =
  | { readonly kind: 'open'; readonly response: IncomingMessage }
  | { readonly kind: 'status'; readonly status: number }
  /** It leads away from the engine. */
  | { readonly kind: 'redirect_refused'; readonly location: string }
  | { readonly kind: 'failed' }

/**
 * The media of an engine: a body without an end. One redirect is followed, and never to another server: an engine in a container
 * may call itself by an address that only it knows, so that of the engine's own paths only the path is taken. Waits for headers as long as `signal` lets it.
 */
export async function openBody(address: Address, path: string, signal: AbortSignal): Promise<Opened> {
  const first = await headersOf(address, path, signal)
  if (first === undefined) return { kind: 'failed' }
  if (!isRedirect(first)) return judge(first)
  first.destroy() // engines leave its body open
  const location = first.headers.location ?? ''
  const target = URL.parse(location, `http://${address.host}:${address.port}`)
  if (target === null || !leadsTo(target, address)) return { kind: 'redirect_refused', location }
  const second = await headersOf(address, target.pathname + target.search, signal)
  if (second === undefined) return { kind: 'failed' }
  return judge(second)
}

const isRedirect = ({ statusCode = 0 }: IncomingMessage) => statusCode >= 300 && statusCode < 400

const ENGINE_MEDIA = /^\/(content|ace\/r)\/[0-9a-f]{40}\/\w+$/

function leadsTo({ protocol, hostname, port, pathname }: URL, address: Address): boolean {
  if (protocol !== 'http:') return false
  return (
    ENGINE_MEDIA.test(pathname) || (hostname === bare(address.host) && Number(port || 80) === address.port)
  )
}

const bare = (host: string) => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)

function judge(response: IncomingMessage): Opened {
  if (response.statusCode === 200) return { kind: 'open', response }
  response.destroy()
  return { kind: 'status', status: response.statusCode ?? 0 }
}

function headersOf(
  address: Address,
  path: string,
  signal: AbortSignal,
): Promise<IncomingMessage | undefined> {
  return new Promise((resolve) => {
    const request: ClientRequest = open({ ...address, path, signal, agent: false })
    request.on('response', (response) => {
      response.on('error', () => {}) // who reads it hears of its end by `close`
      resolve(response)
    })
    request.on('error', () => resolve(undefined))
    request.end()
  })
}
