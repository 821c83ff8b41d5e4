import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import type { EngineRecord } from './record.ts'

/**
 * The one owner of the engines' records: in memory, and each in `<root>/<id>/record.json`. Writes happen one
 * after the other, so that a record can't be written into a directory that is being removed.
 */
export interface RecordStore {
  /** Reads what an earlier run of ours left; once. Rejects when the directory can't be made or read. */
  load(): Promise<void>
  all(): readonly EngineRecord[]
  get(id: string): EngineRecord | undefined
  /** In memory at once; resolves when it is on disk. Unknown ids are added. */
  put(record: EngineRecord): Promise<void>
  /** Forgets the engine and removes its directory with everything in it. */
  drop(id: string): Promise<void>
  /** The engine's own directory; exists once its record was put. */
  directoryOf(id: string): string
}

const RECORD_FILE = 'record.json'

export function createRecordStore(root: string, log: Logger): RecordStore {
  const records = new Map<string, EngineRecord>()
  let lastWrite: Promise<unknown> = Promise.resolve()

  function inTurn(write: () => Promise<void>): Promise<void> {
    const turn = lastWrite.then(write)
    lastWrite = turn.catch(() => {})
    return turn
  }

  async function loadOne(id: string): Promise<void> {
    try {
      const record = JSON.parse(await readFile(join(root, id, RECORD_FILE), 'utf8')) as EngineRecord
      records.set(id, record)
    } catch (error) {
      log.warn(
        { engineId: id, reason: messageOf(error) },
        'an engine record cannot be read and is left alone',
      )
    }
  }

  return {
    load: async () => {
      await mkdir(root, { recursive: true, mode: 0o700 })
      const ids = (await readdir(root)).filter((name) => /^[0-9a-f]{64}$/.test(name))
      await Promise.all(ids.map(loadOne))
    },
    all: () => [...records.values()],
    get: (id) => records.get(id),
    put: (record) => {
      records.set(record.id, record)
      return inTurn(() => write(join(root, record.id), record))
    },
    drop: (id) => {
      records.delete(id)
      return inTurn(() => rm(join(root, id), { recursive: true, force: true }))
    },
    directoryOf: (id) => join(root, id),
  }
}

/** Whole or not at all: a reader never sees half a record. The command and environment may hold secrets. */
async function write(directory: string, record: EngineRecord): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, RECORD_FILE)
  await writeFile(`${path}.new`, JSON.stringify(record, null, 2), { mode: 0o600 })
  await rename(`${path}.new`, path)
}
