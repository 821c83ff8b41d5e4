import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { sentenceOf } from '../../wording/sentence.ts'

interface Answer {
  readonly status: number
  readonly code: string
  readonly reason: Reason
}

const REFUSED: Answer = { status: 400, code: 'validation', reason: { code: 'not_well_formed' } }

/** Node's codes for the rest (https://nodejs.org/api/http.html#event-clienterror). */
const ANSWERS: Readonly<Record<string, Answer>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'payload_too_large',
    reason: { code: 'headers_too_large', mostBytes: 64 * 1024 },
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'validation',
    reason: { code: 'request_too_slow' },
  },
}

/** Answers what no parser could make a request of, in the shape of every other error, and hangs up. */
export function answerMalformed(error: { readonly code: string }, socket: Socket): void {
  if (socket.writable && error.code !== 'ECONNRESET') socket.write(responseOf(ANSWERS[error.code] ?? REFUSED))
  socket.destroy()
}

/** `CONNECT` asks for a tunnel to somewhere else, which Node gives to nobody but a listener of its own. */
export function refuseTunnel(_request: unknown, socket: Duplex): void {
  const refusal: Answer = { status: 405, code: 'method_not_allowed', reason: { code: 'method_not_allowed' } }
  socket.on('error', () => {}) // the caller hung up first
  socket.end(responseOf(refusal, 'Allow: GET, HEAD, POST, DELETE'))
}

function responseOf({ status, code, reason }: Answer, ...headers: readonly string[]): string {
  const body = JSON.stringify({ detail: sentenceOf(reason), code, reason_data: reason })
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...headers,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
