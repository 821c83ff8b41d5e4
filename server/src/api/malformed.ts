import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

interface Answer {
  readonly status: number
  readonly detail: string
  readonly code: string
}

const REFUSED: Answer = { status: 400, detail: 'the request is not well-formed HTTP', code: 'validation' }

/** Node's codes for the rest (https://nodejs.org/api/http.html#event-clienterror). */
const ANSWERS: Readonly<Record<string, Answer>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    detail: 'the headers are larger than 64 KiB in all',
    code: 'payload_too_large',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    detail: 'the request did not arrive whole in time',
    code: 'validation',
  },
}

/** Answers what no parser could make a request of, in the shape of every other error, and hangs up. */
export function answerMalformed(error: { readonly code: string }, socket: Socket): void {
  if (socket.writable && error.code !== 'ECONNRESET') socket.write(responseOf(ANSWERS[error.code] ?? REFUSED))
  socket.destroy()
}

/** `CONNECT` asks for a tunnel to somewhere else, which Node gives to nobody but a listener of its own. */
export function refuseTunnel(_request: unknown, socket: Duplex): void {
  const refusal = { status: 405, detail: 'Method Not Allowed', code: 'method_not_allowed' }
  socket.on('error', () => {}) // the caller hung up first
  socket.end(responseOf(refusal, 'Allow: GET, HEAD, POST, DELETE'))
}

function responseOf({ status, detail, code }: Answer, ...headers: readonly string[]): string {
  const body = JSON.stringify({ detail, code })
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
