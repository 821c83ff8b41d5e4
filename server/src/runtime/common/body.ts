import type { Readable } from 'node:stream'

/** A list of thousands of containers stays far below; what is longer is no answer of Docker's. */
const LONGEST_BODY_BYTES = 64 * 1024 * 1024

/** Rejects when the body is cut, and when it is longer than any answer may be. */
export async function textOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > LONGEST_BODY_BYTES) throw new Error('an answer of over 64 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Undefined for what is no JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
