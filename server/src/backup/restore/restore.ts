import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DATA_FILES, DATABASE_NAME } from '../data-files.ts'
import { type OpenedBackup, openBackup } from '../format/backup-file.ts'
import type { Header } from '../format/header.ts'
import { BackupRefusal } from '../refusal.ts'
import { createExtraction, createReadThrough } from './extract.ts'
import { commitRestore, finishRestore, UNFINISHED } from './swap.ts'

export interface RestoreOptions {
  /** Nobody else uses it. */
  readonly dataDir: string
  readonly backup: AsyncIterable<Uint8Array>
  /** Asked for where something is encrypted. */
  readonly passphrase: () => Promise<string | null>
  /** Version of the tables that this program writes. */
  readonly newestSchema: number
  readonly checkDatabase: (path: string) => DatabaseVerdict
  /** On the disk of a folder. */
  readonly freeBytes: (folder: string) => Promise<number>
  readonly nowMs: number
}

type DatabaseVerdict =
  | { readonly ok: true; readonly schema: number }
  | { readonly ok: false; readonly detail: string }

export interface Restored {
  readonly header: Header
  readonly restored: readonly string[]
  /** Secrets that the backup does not have: the present ones stayed. */
  readonly stayed: readonly string[]
  /** Folder in DATA_DIR with the files that were there before. */
  readonly aside: string
}

/**
 * Reads and checks the whole backup, then puts it in the place of the present data, which is kept beside. Throws a
 * `BackupRefusal` with nothing changed.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const { dataDir, nowMs } = options
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  finishRestore(dataDir) // one that a crash interrupted
  const folder = join(dataDir, UNFINISHED)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  try {
    const { header, names } = await extractChecked(options, folder)
    const missing = DATA_FILES.filter(({ name }) => !names.includes(name) && existsSync(join(dataDir, name)))
    const stayed = missing.filter(({ isSecret }) => isSecret).map(({ name }) => name)
    const aside = `before-restore-${new Date(nowMs).toISOString().replaceAll(':', '').replace(/\..*/, 'Z')}`
    const removed = missing.filter(({ isSecret }) => !isSecret).map(({ name }) => name)
    commitRestore(dataDir, { aside, restored: names, removed })
    finishRestore(dataDir)
    return { header, restored: names, stayed, aside }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Reads the whole backup and changes nothing. Throws a `BackupRefusal` for one that could not be restored. */
export async function checkBackup(
  options: Pick<RestoreOptions, 'backup' | 'passphrase' | 'newestSchema'>,
): Promise<{ readonly header: Header; readonly names: readonly string[] }> {
  const opened = await openKnown(options)
  const { names, ...receiver } = createReadThrough(opened.header)
  await opened.read(await passphraseFor(opened, options), receiver)
  return { header: opened.header, names }
}

async function extractChecked(options: RestoreOptions, folder: string) {
  const opened = await openKnown(options)
  const { header } = opened
  const { names, ...receiver } = createExtraction(header, folder, options.freeBytes)
  await opened.read(await passphraseFor(opened, options), receiver)
  const verdict = options.checkDatabase(join(folder, DATABASE_NAME))
  if (!verdict.ok) throw new BackupRefusal({ code: 'database_damaged', detail: verdict.detail })
  if (verdict.schema !== header.schema) throw new BackupRefusal({ code: 'damaged' })
  return { header, names }
}

async function openKnown({
  backup,
  newestSchema: known,
}: Pick<RestoreOptions, 'backup' | 'newestSchema'>): Promise<OpenedBackup> {
  const opened = await openBackup(backup)
  const { schema, product } = opened.header
  if (schema > known) throw new BackupRefusal({ code: 'newer_schema', schema, known, product })
  return opened
}

function passphraseFor(
  { header }: OpenedBackup,
  { passphrase }: Pick<RestoreOptions, 'passphrase'>,
): Promise<string | null> {
  return header.sections.includes('encrypted') ? passphrase() : Promise.resolve(null)
}
