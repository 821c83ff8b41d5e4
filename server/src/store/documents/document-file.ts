import { chmod, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

/** More than any document of ours holds: something else is in its place. */
const LARGEST_BYTES = 4 * 1024 ** 2

/** Between a file's name and the time at which it was put aside. */
const DAMAGED = '.damaged-'

/** Null: there is none. Rejects with the file system's error; what is no file, or far too large, has no text. */
export async function readDocument(path: string): Promise<string | null> {
  try {
    const found = await stat(path)
    // A directory, a pipe or a device would be read for ever, or not at all.
    if (!found.isFile() || found.size > LARGEST_BYTES) return ''
    const text = await readFile(path, 'utf8')
    await chmod(path, 0o600).catch(() => {}) // a disk mounted read-only, or without modes: what it says counts all the same
    return text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Whole or not at all, whatever happens meanwhile: a reader never finds half of it, not even after a power cut. */
export async function writeDocument(path: string, text: string): Promise<void> {
  const unfinished = `${path}.new`
  await rm(unfinished, { force: true })
  const file = await open(unfinished, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, path)
  await syncFolder(dirname(path))
}

/** The new name is on the disk too. Some file systems sync no folders; the file itself is safe there. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  try {
    await handle?.sync().catch(() => {})
  } finally {
    await handle?.close()
  }
}

/** Renames the file so that nothing writes over it; resolves with its new name. */
export async function putAside(path: string, nowMs: number): Promise<string> {
  const time = new Date(nowMs).toISOString().replaceAll(':', '-')
  const aside = `${path}${DAMAGED}${time}`
  await rename(path, aside)
  return basename(aside)
}

/** The name of the last file that was put aside for `path`, or null. */
export async function lastPutAside(path: string): Promise<string | null> {
  const prefix = `${basename(path)}${DAMAGED}`
  const names = await readdir(dirname(path)).catch(() => [])
  return (
    names
      .filter((name) => name.startsWith(prefix))
      .sort()
      .at(-1) ?? null
  )
}
