import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { LogLine } from '../../engines/ports.ts'
import { reasonOf } from '../../lib/errors.ts'
import { sentenceOf } from '../../wording/sentence.ts'
import { SSE_HEADERS, sseEvent } from '../live/sse.ts'

/** A container's output as plain text. Its first line is awaited, so that a container that can't be read is an error. */
export async function sendLog(reply: FastifyReply, lines: AsyncIterable<LogLine>): Promise<FastifyReply> {
  const iterator = lines[Symbol.asyncIterator]()
  const first = await iterator.next()
  const rest = { [Symbol.asyncIterator]: () => iterator }
  return reply
    .header('content-type', 'text/plain; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .send(Readable.from(asText(first, rest), { objectMode: false }))
}

/**
 * The same line by line as server-sent events (`line`), for as long as somebody reads; `error` says why it ended, `reason` before it
 * says the same as data. */
export function followLog(reply: FastifyReply, lines: AsyncIterable<LogLine>): FastifyReply {
  // Kept alive, the connection of an ended log would keep a server that stops waiting for its next request.
  return reply
    .headers({ ...SSE_HEADERS, connection: 'close' })
    .send(Readable.from(asEvents(lines), { objectMode: false }))
}

async function* asText(first: IteratorResult<LogLine>, rest: AsyncIterable<LogLine>): AsyncGenerator<string> {
  if (first.done) return
  yield `${first.value.text}\n`
  for await (const { text } of rest) yield `${text}\n`
}

/** Begins with a comment: a container that is silent must not look like a server that is. */
async function* asEvents(lines: AsyncIterable<LogLine>): AsyncGenerator<string> {
  yield ': following\n\n'
  try {
    for await (const { text } of lines) yield sseEvent('line', text)
  } catch (error) {
    const reason = reasonOf(error)
    yield sseEvent('reason', JSON.stringify(reason)) + sseEvent('error', sentenceOf(reason))
  }
}
