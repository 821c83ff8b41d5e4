import { join } from 'node:path'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../../lib/clock.ts'
import { parseObject } from '../../lib/json.ts'
import type { Kept, StoredDocument, Write } from '../../lib/stored-document.ts'
import { lastPutAside, putAside, readDocument, writeDocument } from './document-file.ts'

export interface DocumentOptions<T> {
  readonly dataDir: string
  /** The file's name in the data folder, such as `settings.json`. */
  readonly name: string
  /** Of the form of `data` that this program writes: a whole number, counted up with each form that older programs can't read. */
  readonly version: number
  /** Reads `data` in this version's form or an older one's; undefined: it is damaged. */
  readonly read: (data: unknown, version: number) => T | undefined
  readonly clock: Pick<Clock, 'now'>
}

/** What was found, and why nothing may be written where that is so. */
interface Found<T> {
  readonly kept: Kept<T>
  readonly fault: Reason | null
  /** The file is there and was not read: writing would destroy what it holds. */
  readonly locked: boolean
}

/**
 * Opens `<dataDir>/<name>`: `{ "version", "revision", "data" }`, mode 0600. Never rejects: a damaged file is put aside
 * under a name with the time and reported until the document is written again; one of a newer version, or one that
 * can't be read, stays as it is and is never written over.
 */
export async function openDocument<T>(options: DocumentOptions<T>): Promise<StoredDocument<T>> {
  const path = join(options.dataDir, options.name)
  const shown = `DATA_DIR/${options.name}`
  let found = await find(options, path, shown)
  let lastWrite: Promise<unknown> = Promise.resolve()

  async function write(data: T, revision: number): Promise<Write<T>> {
    if (found.locked) found = await find(options, path, shown) // it may have been repaired or moved away meanwhile
    if (found.locked && found.fault !== null) return { kind: 'refused', reason: found.fault }
    if (revision !== found.kept.revision) return { kind: 'conflict', now: found.kept }
    const kept = { revision: revision + 1, data }
    try {
      await writeDocument(path, `${JSON.stringify({ version: options.version, ...kept }, null, 2)}\n`)
    } catch (error) {
      const reason: Reason = { code: 'document_not_writable', file: shown, errorCode: errorCodeOf(error) }
      found = { ...found, fault: found.fault ?? reason }
      return { kind: 'refused', reason }
    }
    found = { kept, fault: null, locked: false }
    return { kind: 'written', revision: kept.revision }
  }

  return {
    current: () => found.kept,
    fault: () => found.fault,
    write: (data, revision) => {
      const turn = lastWrite.then(() => write(data, revision))
      lastWrite = turn
      return turn
    },
  }
}

async function find<T>(options: DocumentOptions<T>, path: string, shown: string): Promise<Found<T>> {
  const nothing = { revision: 0, data: null }
  const locked = (fault: Reason): Found<T> => ({ kept: nothing, fault, locked: true })
  try {
    const text = await readDocument(path)
    if (text === null) return { kept: nothing, fault: await leftAside(path, shown), locked: false }
    const content = contentOf(text, options)
    if (content === 'damaged') {
      const copy = await putAside(path, options.clock.now())
      return { kept: nothing, fault: damaged(shown, copy), locked: false }
    }
    if ('newer' in content)
      return locked({
        code: 'document_of_newer_version',
        file: shown,
        version: content.newer,
        known: options.version,
      })
    return { kept: content, fault: null, locked: false }
  } catch (error) {
    return locked({ code: 'document_not_readable', file: shown, errorCode: errorCodeOf(error) })
  }
}

/** A damaged one that was put aside counts until the document is written again, over restarts too. */
async function leftAside(path: string, shown: string): Promise<Reason | null> {
  const copy = await lastPutAside(path)
  return copy === null ? null : damaged(shown, copy)
}

function damaged(file: string, copy: string): Reason {
  return { code: 'document_damaged', file, copy: `DATA_DIR/${copy}` }
}

function contentOf<T>(
  text: string,
  options: DocumentOptions<T>,
): Kept<T> | { readonly newer: number } | 'damaged' {
  const { version, revision, data } = parseObject(text) ?? {}
  if (!isCount(version) || !isCount(revision)) return 'damaged'
  if (version > options.version) return { newer: version }
  const read = options.read(data, version)
  return read === undefined ? 'damaged' : { revision, data: read }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1
}

function errorCodeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
