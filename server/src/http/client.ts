import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { urlToHttpOptions } from 'node:url'
import { messageOf } from '../lib/errors.ts'
import { type Agents, createAgents } from './agents.ts'
import { exchange } from './exchange.ts'
import { codeOf, failureOf, type HttpFailure, isReset } from './failure.ts'

/** HTTP to what stands beside us, such as engines and control servers, and to what alerts are sent to. */
export interface HttpClient {
  /**
   * One request and its whole answer. No redirect is followed, no compression asked for. Rejects only with the reason of
   * `signal` when that aborts.
   */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome>
  /** Drops every connection at once. */
  close(): Promise<void>
}

export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST'
  /** `http://10.0.0.1:6878` */
  readonly origin: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** For everything: connecting, headers, body. */
  readonly timeoutMs: number
}

export type HttpOutcome = HttpAnswer | HttpMiss

export interface HttpAnswer {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface HttpMiss {
  readonly kind: 'failed'
  readonly failure: HttpFailure
  /** The system's, e.g. `EAI_AGAIN`; empty where there is none. */
  readonly errorCode: string
  /** The error's message. It may quote what was sent and what was received. */
  readonly text: string
}

export interface HttpClientOptions {
  /** Bounds what one server that hangs can hold; servers never wait for each other. */
  readonly connectionsPerServer?: number
  /** How long an idle connection may stay open; 0: no connection outlasts its request for long. */
  readonly keepAliveMs: number
  /** The longest answer read; of a longer one no more than that is received. */
  readonly longestBytes: number
  /** A server may close a kept connection just as a request goes out: such a request is sent once more. */
  readonly retriesReset?: boolean
}

/** What takes no connection for so long is not there; the deadline of a request is usually shorter. */
const CONNECT_TIMEOUT_MS = 5000

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const closing = new AbortController()
  const agents = createAgents({
    keepAlive: options.keepAliveMs > 0,
    timeout: options.keepAliveMs,
    maxSockets: options.connectionsPerServer ?? Number.POSITIVE_INFINITY,
  })

  async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome> {
    try {
      return await sendOnce(agents, request, options.longestBytes, signal)
    } catch (error) {
      if (!options.retriesReset || signal.aborted || !isReset(error)) throw error
      return sendOnce(agents, request, options.longestBytes, signal)
    }
  }

  return {
    request: async (request, signal) => {
      signal.throwIfAborted()
      const deadline = deadlineFor(request.timeoutMs, [signal, closing.signal])
      try {
        return await send(request, deadline.signal)
      } catch (error) {
        signal.throwIfAborted()
        const isLate = deadline.signal.aborted && !closing.signal.aborted
        const failure = isLate ? 'timeout' : failureOf(error)
        return { kind: 'failed', failure, errorCode: codeOf(error), text: messageOf(error) }
      } finally {
        deadline.clear()
      }
    },
    close: async () => {
      closing.abort(new Error('the client was closed'))
      agents.destroy()
    },
  }
}

async function sendOnce(
  agents: Agents,
  { method, origin, path, headers = {}, body }: HttpRequest,
  longestBytes: number,
  signal: AbortSignal,
): Promise<HttpOutcome> {
  const { protocol, hostname, port } = urlToHttpOptions(new URL(origin))
  const answer = await exchange(
    {
      agent: agents.of(origin),
      keepAlive: agents.keep,
      method,
      protocol,
      hostname,
      port,
      path,
      headers,
      body,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
    },
    signal,
  )
  const text = await readBody(answer, longestBytes)
  if (text === undefined) return { kind: 'failed', failure: 'too_long', errorCode: '', text: '' }
  return { kind: 'answer', status: answer.statusCode ?? 0, headers: answer.headers, text }
}

/** Undefined: too long. Stops reading at the limit, so that a body of any length costs no more than that. */
async function readBody(answer: IncomingMessage, longestBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  const declaredBytes = Number(answer.headers['content-length'] ?? 0)
  let bytes = declaredBytes > longestBytes ? declaredBytes : 0
  if (bytes === 0)
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > longestBytes) break
      chunks.push(chunk)
    }
  if (bytes <= longestBytes) return Buffer.concat(chunks).toString('utf8')
  answer.destroy()
  return undefined
}

/** A signal that aborts after `timeoutMs` or with one of its parents; leaves no listener on these, which live long. */
function deadlineFor(timeoutMs: number, parents: readonly AbortSignal[]) {
  const controller = new AbortController()
  const abort = () => controller.abort(parents.find(({ aborted }) => aborted)?.reason)
  const timer = setTimeout(abort, timeoutMs)
  for (const parent of parents) parent.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer)
      for (const parent of parents) parent.removeEventListener('abort', abort)
    },
  }
}
