import { createHash } from 'node:crypto'
import { pipeline, Readable } from 'node:stream'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { having, listOf, number, text } from '../../lib/shape.ts'
import { BackupRefusal } from '../refusal.ts'
import { type ByteReader, createByteReader } from './byte-reader.ts'

// What a section holds, compressed by zstd (RFC 8878): the length of its list (4 bytes, big-endian), the list of its files as JSON,
// and their bytes one after the other.

const LONGEST_LIST = 1024 * 1024
const LENGTH_BYTES = 4
/** The largest part at a time of a file that is restored. */
const PIECE_BYTES = 256 * 1024
/** Half as fast as level 1 and 15 % smaller with real statistics; higher levels win little. */
const LEVEL = 3
/** 8 MiB of history at most, whatever a file asks for. */
const LARGEST_WINDOW_LOG = 23

export interface Entry {
  readonly name: string
  readonly bytes: number
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string
}

export interface PackedFile extends Entry {
  open(): AsyncIterable<Uint8Array>
}

/** The section's bytes, still without frames. Throws when a file does not have the bytes that its entry says. */
export function packFiles(files: readonly PackedFile[]): AsyncIterable<Uint8Array> {
  const params = { [constants.ZSTD_c_compressionLevel]: LEVEL }
  return through(contentsOf(files), createZstdCompress({ params }))
}

async function* contentsOf(files: readonly PackedFile[]): AsyncGenerator<Uint8Array> {
  const list = Buffer.from(JSON.stringify(files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 }))))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(list.length)
  yield Buffer.concat([length, list])
  for (const { name, bytes, open } of files) {
    let given = 0
    for await (const chunk of open()) {
      given += chunk.length
      yield chunk
    }
    if (given !== bytes) throw new Error(`backing up ${name}: it had ${bytes} bytes, and now ${given}`)
  }
}

/** Where the files of a section go. */
export interface Receiver {
  /** Before any file of the section: throws where they are not wanted. */
  expect(entries: readonly Entry[]): Promise<void>
  /** Reads all of `content`, which throws at its end if it is not what the entry says. */
  receive(entry: Entry, content: AsyncIterable<Buffer>): Promise<void>
}

const readEntry = having({ name: text, bytes: number, sha256: text }, 'name', 'bytes', 'sha256')
const readEntries = listOf(readEntry)

/** Hands over every file of a section, and reads it to its end. */
export async function unpackFiles(payloads: AsyncIterable<Buffer>, receiver: Receiver): Promise<void> {
  const params = { [constants.ZSTD_d_windowLogMax]: LARGEST_WINDOW_LOG }
  const reader = createByteReader(through(payloads, createZstdDecompress({ params })))
  const length = (await reader.exactly(LENGTH_BYTES)).readUInt32BE()
  if (length > LONGEST_LIST) throw new BackupRefusal({ code: 'damaged' })
  const entries = readEntries(JSON.parse((await reader.exactly(length)).toString()) as unknown)
  if (entries === undefined) throw new BackupRefusal({ code: 'damaged' })
  await receiver.expect(entries)
  for (const entry of entries) await receiver.receive(entry, contentOf(entry, reader))
  if ((await reader.some(1)) !== null) throw new BackupRefusal({ code: 'damaged' })
}

async function* contentOf({ bytes, sha256 }: Entry, reader: ByteReader): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for (let left = bytes; left > 0; ) {
    const piece = await reader.some(Math.min(left, PIECE_BYTES))
    if (piece === null) throw new BackupRefusal({ code: 'damaged' })
    left -= piece.length
    hash.update(piece)
    yield piece
  }
  if (hash.digest('hex') !== sha256) throw new BackupRefusal({ code: 'damaged' })
}

/** A failure of `source` reaches whoever reads what comes out. */
function through(
  source: AsyncIterable<Uint8Array>,
  transform: NodeJS.ReadWriteStream,
): AsyncIterable<Uint8Array> {
  pipeline(Readable.from(source, { objectMode: true }), transform, () => {})
  return transform as unknown as AsyncIterable<Uint8Array>
}
