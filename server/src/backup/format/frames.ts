import { BackupRefusal } from '../refusal.ts'
import type { ByteReader } from './byte-reader.ts'
import { type Seal, TAG_BYTES } from './seal.ts'

// A section is a series of frames: 4 bytes, of which the highest bit marks the last frame and the others are the payload's
// length, at most 64 KiB; the payload; its tag (seal.ts).

export const LARGEST_PAYLOAD = 64 * 1024
const LENGTH_BYTES = 4
const LAST = 0x80000000

export async function* toFrames(source: AsyncIterable<Uint8Array>, seal: Seal): AsyncGenerator<Buffer> {
  let waiting: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    waiting = Buffer.concat([waiting, chunk])
    // The last frame must be marked, so that one payload is always held back.
    while (waiting.length > LARGEST_PAYLOAD) {
      yield frame(waiting.subarray(0, LARGEST_PAYLOAD), seal, false)
      waiting = waiting.subarray(LARGEST_PAYLOAD)
    }
  }
  yield frame(waiting, seal, true)
}

function frame(payload: Buffer, seal: Seal, isLast: boolean): Buffer {
  const { stored, tag } = seal.close(payload, isLast)
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE((stored.length | (isLast ? LAST : 0)) >>> 0)
  return Buffer.concat([length, stored, tag])
}

/** The payloads up to the section's end, each checked before it is handed on. */
export async function* fromFrames(reader: ByteReader, seal: Seal): AsyncGenerator<Buffer> {
  for (;;) {
    const start = (await reader.exactly(LENGTH_BYTES)).readUInt32BE()
    const isLast = start >= LAST
    const length = isLast ? start - LAST : start
    if (length > LARGEST_PAYLOAD) throw new BackupRefusal({ code: 'damaged' })
    const stored = await reader.exactly(length)
    const payload = seal.open(stored, await reader.exactly(TAG_BYTES), isLast)
    if (payload.length > 0) yield payload
    if (isLast) return
  }
}
