import { pipeline } from 'node:stream/promises'
import { type Exchange, NOT_FOUND_TEXT, sendError, sendText } from './exchange.ts'
import type { Misbehaviour } from './faults.ts'

const HUGE_BYTES = 100 * 1024 * 1024
const CHUNK_BYTES = 1024 * 1024

/** What stands in for the answer; `ok` is not here because then the request is simply handled. */
export const MISBEHAVE: {
  readonly [K in Exclude<Misbehaviour, 'ok'>]: (exchange: Exchange) => Promise<void> | void
} = {
  hang: () => {},
  garbage: ({ response }) => {
    response.setHeader('Content-Type', 'application/json; charset=utf-8')
    response.end('{"response": {"status": "d\u0000<html>')
  },
  error: (exchange) => sendError(exchange, 'internal error'),
  'http-500': (exchange) => sendText(exchange, 500, NOT_FOUND_TEXT),
  huge: sendHuge,
  reset: ({ request }) => void request.socket.resetAndDestroy(),
}

/** Well-formed as far as it goes: a JSON string that takes 100 MB to end. Callers do well to leave earlier. */
async function sendHuge({ response }: Exchange): Promise<void> {
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  await pipeline(hugeBody, response).catch(() => {})
}

function* hugeBody(): Generator<string | Buffer> {
  const chunk = Buffer.alloc(CHUNK_BYTES, 'a')
  yield '{"response": {"status": "'
  for (let sent = 0; sent < HUGE_BYTES; sent += CHUNK_BYTES) yield chunk
  yield '"}, "error": null}'
}
