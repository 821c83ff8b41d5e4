import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../lib/errors.ts'

const KEY_FILE = 'api-key'
const KEY_BYTES = 32

export interface ApiKey {
  readonly key: string
  /** It was made just now: the operator has not seen it yet, so its link belongs into the log this once. */
  readonly generated: boolean
  /** Why it holds for this run only; null when it is kept. */
  readonly notKept: string | null
}

/**
 * The key in force: the configured one, else the one kept in `<dataDir>/api-key` (mode 0600), which is made on the
 * first start. Where it can be neither read nor written there is still a key, for this run: a full disk keeps nobody
 * from the API, and opens it to nobody.
 */
export async function loadKey(dataDir: string, configured: string | null): Promise<ApiKey> {
  if (configured !== null) return { key: configured, generated: false, notKept: null }
  const key = randomBytes(KEY_BYTES).toString('base64url')
  try {
    const kept = await readKey(dataDir)
    if (kept !== null) return { key: kept, generated: false, notKept: null }
    await keepKey(dataDir, key)
    return { key, generated: true, notKept: null }
  } catch (error) {
    return { key, generated: true, notKept: messageOf(error) }
  }
}

/** The kept key; null when none was made yet. Rejects with the file system's error when it can't be read. */
export async function readKey(dataDir: string): Promise<string | null> {
  const path = join(dataDir, KEY_FILE)
  try {
    const key = (await readFile(path, 'utf8')).trim()
    if (key === '') return null
    await chmod(path, 0o600).catch(() => {}) // a disk mounted read-only, or without modes: the key is right all the same
    return key
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Written beside and renamed, so that a crash leaves no half of a key. */
async function keepKey(dataDir: string, key: string): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const path = join(dataDir, KEY_FILE)
  const beside = `${path}.${process.pid}`
  await writeFile(beside, `${key}\n`, { mode: 0o600, flush: true })
  await rename(beside, path)
}
