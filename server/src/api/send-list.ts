import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** A list up to this size goes out in one write; what is longer is made and sent in pieces of it. */
const PIECE_CHARACTERS = 256 * 1024

/**
 * Answers with a JSON array of what is JSON already. A long one is made piece by piece as its reader takes it: many
 * slow readers hold a piece each and not the whole list, and other requests are answered between the pieces.
 */
export function sendList<T>(
  reply: FastifyReply,
  items: readonly T[],
  textOf: (item: T) => string,
): FastifyReply {
  const pieces = piecesOf(items, textOf)
  const first = pieces.next()
  const second = pieces.next()
  reply.header('content-type', 'application/json; charset=utf-8')
  if (second.done) return reply.send(first.value ?? '[]')
  return reply.send(Readable.from(chained([first.value ?? '', second.value], pieces), { objectMode: false }))
}

function* piecesOf<T>(items: readonly T[], textOf: (item: T) => string): Generator<string, void> {
  let piece = '['
  for (const [index, item] of items.entries()) {
    if (piece.length >= PIECE_CHARACTERS) {
      yield piece
      piece = ''
    }
    piece += `${index > 0 ? ',' : ''}${textOf(item)}`
  }
  yield `${piece}]`
}

function* chained(begun: readonly string[], rest: Iterable<string>): Generator<string> {
  yield* begun
  yield* rest
}
