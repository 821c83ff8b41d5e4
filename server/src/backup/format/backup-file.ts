import { BackupRefusal } from '../refusal.ts'
import { type ByteReader, createByteReader } from './byte-reader.ts'
import { fromFrames, toFrames } from './frames.ts'
import { encodeHeader, FORMAT, type Header, readHeader, type Sealed } from './header.ts'
import { COST, createKey, openKey } from './passphrase.ts'
import { createChecksum, createCipher, type Seal } from './seal.ts'
import { type PackedFile, packFiles, type Receiver, unpackFiles } from './section.ts'

export interface BackupContents {
  readonly product: string
  readonly schema: number
  readonly createdAt: string
  readonly leftOut: readonly string[]
  readonly plain: readonly PackedFile[]
  /** Needs a passphrase. */
  readonly encrypted: readonly PackedFile[]
}

/**
 * A backup's bytes, made as they are read: a few hundred kilobytes of it are in memory at a time. `cost` is how hard it is to
 * try a passphrase (scrypt's N).
 */
export async function* writeBackup(
  contents: BackupContents,
  passphrase: string | null,
  cost = COST,
): AsyncGenerator<Buffer> {
  const { plain, encrypted, ...about } = contents
  if (encrypted.length > 0 && passphrase === null)
    throw new Error('writing a backup: no passphrase to encrypt with')
  const opened = encrypted.length > 0 && passphrase !== null ? await createKey(passphrase, cost) : null
  const sections = [
    ...(plain.length > 0 ? [{ kind: 'plain' as const, files: plain }] : []),
    ...(opened === null ? [] : [{ kind: 'encrypted' as const, files: encrypted }]),
  ]
  const { bytes, digest } = encodeHeader({
    format: FORMAT,
    ...about,
    sections: sections.map(({ kind }) => kind),
    key: opened?.params ?? null,
  })
  yield bytes
  for (const [at, { kind, files }] of sections.entries()) {
    const key = kind === 'encrypted' && opened !== null ? opened.key : null
    const seal = sealOf(key, digest, at)
    yield* toFrames(packFiles(files), seal)
  }
}

/** A backup whose header was read; nothing more yet. */
export interface OpenedBackup {
  readonly header: Header
  /** Hands over what is in it, checked; throws a refusal otherwise. What was received before is then worth nothing. */
  read(passphrase: string | null, receiver: Receiver): Promise<void>
}

/** Throws a refusal for what is no backup that this version can read. */
export async function openBackup(source: AsyncIterable<Uint8Array>): Promise<OpenedBackup> {
  const reader = createByteReader(source)
  const header = await readHeader(reader)
  return {
    header: header.value,
    read: (passphrase, receiver) => readSections(reader, header, passphrase, receiver),
  }
}

async function readSections(
  reader: ByteReader,
  { value: header, digest }: Sealed<Header>,
  passphrase: string | null,
  receiver: Receiver,
): Promise<void> {
  const key = await keyOf(header, passphrase)
  for (const [at, kind] of header.sections.entries()) {
    const seal = sealOf(kind === 'encrypted' ? key : null, digest, at)
    await unpackFiles(fromFrames(reader, seal), receiver)
  }
  if ((await reader.some(1)) !== null) throw new BackupRefusal({ code: 'damaged' })
}

async function keyOf({ key, sections }: Header, passphrase: string | null): Promise<Buffer | null> {
  if (!sections.includes('encrypted')) return null
  if (key === null) throw new BackupRefusal({ code: 'damaged' })
  if (passphrase === null) throw new BackupRefusal({ code: 'passphrase_missing' })
  return openKey(passphrase, key)
}

function sealOf(key: Buffer | null, digest: Buffer, section: number): Seal {
  return key === null ? createChecksum(digest, section) : createCipher(key, digest, section)
}
