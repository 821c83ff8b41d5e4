// send/: how answers go out: long lists in pieces, logs as text, panel files compressed, entity tags.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** A list up to this size goes out in one write; what is longer is made and sent in pieces of it. */
const PIECE_CHARACTERS = 256 * 1024

/**
 * Answers with a JSON array of what is JSON already, given page by page. A long one is made piece by piece as its reader
 * takes it: many slow readers hold a piece each and not the whole list, and other requests are answered between the
 * pieces. A page that fails ends the answer unfinished, unless it is one of the first.
 */
export async function sendList<T>(
  reply: FastifyReply,
  pages: Iterable<readonly T[]> | AsyncIterable<readonly T[]>,
  textOf: (item: T) => string,
): Promise<FastifyReply> {
  const pieces = piecesOf(pages, textOf)
  const first = await pieces.next()
  const second = await pieces.next()
  reply.header('content-type', 'application/json; charset=utf-8')
  if (second.done) return reply.send(first.value ?? '[]')
  return reply.send(Readable.from(chained([first.value ?? '', second.value], pieces), { objectMode: false }))
}

async function* piecesOf<T>(
  pages: Iterable<readonly T[]> | AsyncIterable<readonly T[]>,
  textOf: (item: T) => string,
): AsyncGenerator<string, void> {
  let piece = '['
  let isFirst = true
  for await (const page of pages)
    for (const item of page) {
      if (piece.length >= PIECE_CHARACTERS) {
        yield piece
        piece = ''
      }
      piece += `${isFirst ? '' : ','}${textOf(item)}`
      isFirst = false
    }
  yield `${piece}]`
}

async function* chained(begun: readonly string[], rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield* begun
  yield* rest
}
