import type { IncomingMessage } from 'node:http'

/** No line of Docker's comes near this; what is longer is no JSON of its. */
const LONGEST_LINE = 1024 * 1024

/**
 * One JSON value per line, however the bytes are cut. Rejects when the stream breaks or carries no JSON, and ends
 * when it does.
 */
export async function* ndjson<T>(stream: IncomingMessage): AsyncGenerator<T, void, undefined> {
  stream.setEncoding('utf8')
  let rest = ''
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE) throw new Error('a line of over a megabyte')
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as T
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as T
}
