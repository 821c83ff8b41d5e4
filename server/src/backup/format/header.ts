import { createHash } from 'node:crypto'
import { having, listOf, number, orNull, type Read, text } from '../../lib/shape.ts'
import { BackupRefusal } from '../refusal.ts'
import type { ByteReader } from './byte-reader.ts'

// A backup begins with: 8 bytes "AceOBkp\n"; the length of the header (4 bytes, big-endian); the header, JSON in UTF-8; the
// SHA-256 of all that. Sections follow, as many as the header names (frames.ts).

const MAGIC = Buffer.from('AceOBkp\n', 'latin1')
/** The newest format that this version writes and reads. */
export const FORMAT = 1
const LONGEST_HEADER = 64 * 1024
const LENGTH_BYTES = 4
const DIGEST_BYTES = 32

const readKey = having(
  { salt: text, cost: number, blockSize: number, parallelization: number, check: text },
  'salt',
  'cost',
  'blockSize',
  'parallelization',
  'check',
)

/** How the passphrase becomes the key (scrypt, RFC 7914), and what shows that it is the right one. Bytes are base64. */
export type KeyParams = NonNullable<Read<typeof readKey>>

const readFields = having(
  {
    format: number,
    product: text,
    schema: number,
    createdAt: text,
    leftOut: listOf(text),
    sections: listOf(text),
    key: orNull(readKey),
  },
  'format',
  'product',
  'schema',
  'createdAt',
  'leftOut',
  'sections',
)

export type SectionKind = 'plain' | 'encrypted'

export interface Header {
  readonly format: number
  /** Version of the product that made the backup. */
  readonly product: string
  /** Of the database in it. */
  readonly schema: number
  /** ISO 8601. */
  readonly createdAt: string
  /** Secret files that were left out although they exist. */
  readonly leftOut: readonly string[]
  readonly sections: readonly SectionKind[]
  /** Null where no section is encrypted. */
  readonly key: KeyParams | null
}

/** `digest` stands for every bit of the header: each frame is bound to it. */
export interface Sealed<T> {
  readonly value: T
  readonly digest: Buffer
}

export function encodeHeader(header: Header): { readonly bytes: Buffer; readonly digest: Buffer } {
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(json.length)
  const start = Buffer.concat([MAGIC, length, json])
  const digest = createHash('sha256').update(start).digest()
  return { bytes: Buffer.concat([start, digest]), digest }
}

/** Throws a refusal for what is no backup, damaged, or of a format that this version does not know. */
export async function readHeader(reader: ByteReader): Promise<Sealed<Header>> {
  const magic = await reader.upTo(MAGIC.length)
  if (!magic.equals(MAGIC)) throw new BackupRefusal({ code: 'not_a_backup' })
  const length = await reader.exactly(LENGTH_BYTES)
  if (length.readUInt32BE() > LONGEST_HEADER) throw new BackupRefusal({ code: 'damaged' })
  const json = await reader.exactly(length.readUInt32BE())
  const digest = createHash('sha256').update(magic).update(length).update(json).digest()
  if (!digest.equals(await reader.exactly(DIGEST_BYTES))) throw new BackupRefusal({ code: 'damaged' })
  return { value: parseHeader(JSON.parse(json.toString()) as unknown), digest }
}

function parseHeader(json: unknown): Header {
  const fields = readFields(json)
  if (fields === undefined) throw new BackupRefusal({ code: 'damaged' })
  const { format, product, sections } = fields
  const kinds = sections.filter((kind) => kind === 'plain' || kind === 'encrypted')
  if (format > FORMAT || kinds.length !== sections.length)
    throw new BackupRefusal({ code: 'newer_format', format, known: FORMAT, product })
  return { ...fields, sections: kinds, key: fields.key ?? null }
}
