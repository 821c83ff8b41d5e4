import { BackupRefusal } from '../refusal.ts'

/** Takes exact pieces from a stream of chunks. Holds one chunk and what is left of the one before. */
export interface ByteReader {
  /** Exactly `count` bytes; throws `cut_short` where the stream ends before. */
  exactly(count: number): Promise<Buffer>
  /** `count` bytes, or all that are left. */
  upTo(count: number): Promise<Buffer>
  /** 1 to `most` bytes, as they come; null at the end. */
  some(most: number): Promise<Buffer | null>
}

export function createByteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)

  async function more(): Promise<boolean> {
    const next = await chunks.next()
    if (next.done) return false
    rest = rest.length === 0 ? Buffer.from(next.value) : Buffer.concat([rest, next.value])
    return true
  }

  function take(count: number): Buffer {
    const taken = rest.subarray(0, count)
    rest = rest.subarray(count)
    return taken
  }

  async function upTo(count: number): Promise<Buffer> {
    while (rest.length < count && (await more()));
    return take(count)
  }

  return {
    exactly: async (count) => {
      const bytes = await upTo(count)
      if (bytes.length < count) throw new BackupRefusal({ code: 'cut_short' })
      return bytes
    },
    upTo,
    some: async (most) => {
      while (rest.length === 0) if (!(await more())) return null
      return take(Math.min(most, rest.length))
    },
  }
}
