import type { IncomingHttpHeaders } from 'node:http'
import { Agent, type Dispatcher } from 'undici'
import { messageOf } from '../lib/errors.ts'
import { codeOf, failureOf, type HttpFailure, isReset } from './failure.ts'

/** Plain HTTP to what stands beside us: engines, control servers. Nothing outside this folder knows the library below. */
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
  readonly method: 'GET' | 'PUT'
  /** `http://10.0.0.1:6878` */
  readonly origin: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
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

/** What a connection that is not kept may still idle: the library knows no 0. */
const NOT_KEPT_MS = 4000

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const keepAliveMs = options.keepAliveMs || NOT_KEPT_MS
  const agent = new Agent({
    connections: options.connectionsPerServer ?? null,
    pipelining: options.keepAliveMs > 0 ? 1 : 0,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    headersTimeout: 0, // the deadline of each request covers both
    bodyTimeout: 0,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  })

  async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpOutcome> {
    try {
      return await sendOnce(agent, request, options.longestBytes, signal)
    } catch (error) {
      if (!options.retriesReset || signal.aborted || !isReset(error)) throw error
      return sendOnce(agent, request, options.longestBytes, signal)
    }
  }

  return {
    request: async (request, signal) => {
      signal.throwIfAborted()
      const deadline = deadlineFor(request.timeoutMs, signal)
      try {
        return await send(request, deadline.signal)
      } catch (error) {
        signal.throwIfAborted()
        const failure = deadline.signal.aborted ? 'timeout' : failureOf(error)
        return { kind: 'failed', failure, errorCode: codeOf(error), text: messageOf(error) }
      } finally {
        deadline.clear()
      }
    },
    close: () => agent.destroy(),
  }
}

async function sendOnce(
  agent: Agent,
  { method, origin, path, headers = {}, body }: HttpRequest,
  longestBytes: number,
  signal: AbortSignal,
): Promise<HttpOutcome> {
  const answer = await agent.request({
    method,
    origin,
    path,
    headers,
    body: body ?? null,
    signal,
  })
  answer.body.on('error', () => {}) // destroying a body half read emits one more
  const text = await readBody(answer.body, Number(answer.headers['content-length'] ?? 0), longestBytes)
  if (text === undefined) return { kind: 'failed', failure: 'too_long', errorCode: '', text: '' }
  return { kind: 'answer', status: answer.statusCode, headers: answer.headers, text }
}

/** Undefined: too long. Stops reading at the limit, so that a body of any length costs no more than that. */
async function readBody(
  body: Dispatcher.ResponseData['body'],
  declaredBytes: number,
  longestBytes: number,
): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = declaredBytes > longestBytes ? declaredBytes : 0
  if (bytes === 0)
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > longestBytes) break
      chunks.push(chunk)
    }
  if (bytes <= longestBytes) return Buffer.concat(chunks).toString('utf8')
  body.destroy()
  return undefined
}

/** A signal that aborts after `timeoutMs` or with its parent; leaves no listener on the long-lived parent. */
function deadlineFor(timeoutMs: number, parent: AbortSignal): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const timer = setTimeout(abort, timeoutMs)
  parent.addEventListener('abort', abort, { once: true })
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer)
      parent.removeEventListener('abort', abort)
    },
  }
}
