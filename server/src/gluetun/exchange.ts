import type { Dispatcher } from 'undici'
import type { Address } from '../engines/ports.ts'

/** Why no answer could be read. `not_http` and `too_long`: something is there, but it is not Gluetun. `unsendable`: no header can carry our key. */
export type Failure =
  | 'refused'
  | 'timeout'
  | 'unresolved'
  | 'no_route'
  | 'closed'
  | 'not_http'
  | 'too_long'
  | 'unsendable'
  | 'other'

export type Exchange =
  | {
      readonly kind: 'answer'
      readonly code: number
      readonly text: string
      /** It asked for a name and a password (`WWW-Authenticate`). */
      readonly wantsBasic: boolean
    }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface Question {
  readonly method: 'GET' | 'PUT'
  readonly origin: string
  /** With a query only where the route is foreign: Gluetun's routes compare the raw URI (docs/reference/gluetun.md 1). */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** From the first byte sent to the last one read. */
  readonly timeoutMs: number
}

/** The longest answer read. Gluetun's are below 1 KiB. */
const LONGEST_ANSWER_BYTES = 64 * 1024

export function originOf({ host, port }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** One request and its whole answer, redirects not followed. Rejects only when `signal` aborts. */
export async function exchange(
  dispatcher: Dispatcher,
  question: Question,
  signal: AbortSignal,
): Promise<Exchange> {
  signal.throwIfAborted()
  const deadline = deadlineFor(question.timeoutMs, signal)
  try {
    return await send(dispatcher, question, deadline.signal)
  } catch (error) {
    signal.throwIfAborted()
    return { kind: 'failed', failure: deadline.signal.aborted ? 'timeout' : failureOf(error) }
  } finally {
    deadline.clear()
  }
}

async function send(dispatcher: Dispatcher, question: Question, signal: AbortSignal): Promise<Exchange> {
  const { method, origin, path, headers, body } = question
  const answer = await dispatcher.request({ method, origin, path, headers, body: body ?? null, signal })
  const text = await readText(answer.body)
  if (text === undefined) return { kind: 'failed', failure: 'too_long' }
  return {
    kind: 'answer',
    code: answer.statusCode,
    text,
    wantsBasic: /^basic\b/i.test(String(answer.headers['www-authenticate'] ?? '')),
  }
}

/** Undefined when it is longer than it may be; the rest is not read. */
async function readText(body: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > LONGEST_ANSWER_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
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

const FAILURES: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  EHOSTUNREACH: 'no_route',
  ENETUNREACH: 'no_route',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  UND_ERR_SOCKET: 'closed',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'not_http',
  UND_ERR_INVALID_ARG: 'unsendable',
}

/** Name and code only: an error's message and data may quote what was sent and received. */
function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return 'other'
  if (error.name === 'HTTPParserError') return 'not_http'
  return FAILURES['code' in error ? String(error.code) : ''] ?? 'other'
}
