import { createHash, randomUUID } from 'node:crypto'
import { open, readFile, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { DomainError } from '../lib/errors.ts'
import { DATA_FILES, DATABASE_NAME } from './data-files.ts'
import type { BackupContents } from './format/backup-file.ts'
import type { PackedFile } from './format/section.ts'

/** Without a passphrase secrets are left out, and nothing is encrypted. */
export interface BackupRequest {
  readonly passphrase: string | null
  /** What the passphrase protects. */
  readonly encrypt: 'everything' | 'secrets'
}

export interface BackupSources {
  readonly dataDir: string
  /** Version of the product, as backups name it. */
  readonly product: string
  /** Writes a copy of the database to an empty file while the product runs; resolves with the version of its tables. */
  readonly copyDatabase: (target: string, signal: AbortSignal) => Promise<{ readonly schema: number }>
}

/** What goes into a backup, held as of one moment until it is closed. */
export interface GatheredBackup {
  readonly contents: BackupContents
  close(): Promise<void>
}

const READ_BYTES = 256 * 1024
const MIB = 1024 * 1024

/** Where a backup works: a file in DATA_DIR that nobody else may read. */
export function workingFile(dataDir: string): string {
  return join(dataDir, `backup-${randomUUID()}.unfinished`)
}

/** Copies what is to be backed up. Rejects with a `DomainError` when there is no room for it or the database can't be read. */
export async function gather(
  { dataDir, product, copyDatabase }: BackupSources,
  { passphrase, encrypt }: BackupRequest,
  nowMs: number,
  signal: AbortSignal,
): Promise<GatheredBackup> {
  await refuseWithoutRoom(dataDir)
  const documents = await readDocuments(dataDir)
  const target = workingFile(dataDir)
  // Only its name is removed: an unnamed file goes with this process, however that ends.
  const file = await open(target, 'wx+', 0o600)
  try {
    const { schema } = await copyDatabase(target, signal)
    await rm(target)
    const database = await describe(file)
    const secrets = documents.filter(({ isSecret }) => isSecret)
    const open = [database, ...documents.filter(({ isSecret }) => !isSecret)]
    const isWhole = passphrase !== null && encrypt === 'everything'
    const contents: BackupContents = {
      product,
      schema,
      createdAt: new Date(nowMs).toISOString(),
      leftOut: passphrase === null ? secrets.map(({ name }) => name) : [],
      plain: isWhole ? [] : open,
      encrypted: passphrase === null ? [] : isWhole ? [...open, ...secrets] : secrets,
    }
    return { contents, close: () => file.close() }
  } catch (error) {
    await file.close()
    await rm(target, { force: true })
    throw error
  }
}

type FileHandle = Awaited<ReturnType<typeof open>>

/** Said before the work begins. */
async function refuseWithoutRoom(dataDir: string): Promise<void> {
  const room = await roomAt(dataDir)
  if (room.freeBytes < room.neededBytes) throw diskFull(room)
}

interface Room {
  readonly neededBytes: number
  readonly freeBytes: number
}

async function roomAt(dataDir: string): Promise<Room> {
  const { size } = await stat(join(dataDir, DATABASE_NAME)).catch(() => ({ size: 0 }))
  return { neededBytes: 2 * size + MIB, freeBytes: await freeBytesAt(dataDir) }
}

function diskFull(room: Room): DomainError {
  return new DomainError('store_unavailable', { code: 'backup_disk_full', ...room }, { isLasting: true })
}

/** No space left on the disk, or none left for this user. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT'])

/** Others may fill the disk while a backup is made: `error`, or what it stands for. */
export async function withDiskFull(error: unknown, dataDir: string): Promise<unknown> {
  return error instanceof Error && 'code' in error && FULL.has(error.code)
    ? diskFull(await roomAt(dataDir))
    : error
}

/** For users without special rights. */
export async function freeBytesAt(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

type Document = PackedFile & { readonly isSecret: boolean }

/** Every declared file that is there, beside the database. They are small. */
async function readDocuments(dataDir: string): Promise<readonly Document[]> {
  const files = DATA_FILES.filter(({ name }) => name !== DATABASE_NAME)
  const read = await Promise.all(files.map(({ name }) => readIfThere(join(dataDir, name))))
  return files.flatMap(({ name, isSecret }, at) => {
    const content = read[at]
    if (!content) return []
    const sha256 = createHash('sha256').update(content).digest('hex')
    return [{ name, isSecret, bytes: content.length, sha256, open: () => once(content) }]
  })
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content
}

async function describe(file: FileHandle): Promise<PackedFile> {
  const open = () => file.createReadStream({ start: 0, autoClose: false, highWaterMark: READ_BYTES })
  const hash = createHash('sha256')
  for await (const chunk of open()) hash.update(chunk)
  const { size } = await file.stat()
  return { name: DATABASE_NAME, bytes: size, sha256: hash.digest('hex'), open }
}
