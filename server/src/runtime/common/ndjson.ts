import type { Readable } from 'node:stream'
import type { Reader } from '../../lib/shape.ts'

/** No line of Docker's comes near this; what is longer is no JSON of its. */
const LONGEST_LINE = 1024 * 1024

/**
 * One JSON value per line, however the bytes are cut; what `read` does not know is left out. Rejects when the stream
 * breaks or carries no JSON, and ends when it does.
 */
export async function* ndjson<T>(stream: Readable, read: Reader<T>): AsyncGenerator<T, void, undefined> {
  stream.setEncoding('utf8')
  let rest = ''
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE) throw new Error('a line of over a megabyte')
    for (const line of lines) yield* valueIn(line, read)
  }
  yield* valueIn(rest, read)
}

function* valueIn<T>(line: string, read: Reader<T>): Generator<T, void, undefined> {
  if (line.trim() === '') return
  const value = read(JSON.parse(line))
  if (value !== undefined) yield value
}
