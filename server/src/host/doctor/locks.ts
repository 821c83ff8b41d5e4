import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Prints `yes`, or what SQLite says: it takes the lock that it takes on a database. */
const TRY = `
const { DatabaseSync } = require('node:sqlite')
const { rmSync } = require('node:fs')
const path = process.argv[1] + '/doctor-probe.' + process.pid
try {
  const db = new DatabaseSync(path)
  db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  db.close()
  process.stdout.write('yes')
} catch (error) {
  process.stdout.write(String(error.errcode ?? error.message))
} finally {
  rmSync(path, { force: true })
}`

/** SQLITE_BUSY, SQLITE_PROTOCOL, and the errors of reading, taking, testing and releasing a lock (https://sqlite.org/rescode.html). */
const ABOUT_LOCKS: ReadonlySet<string> = new Set(['5', '15', '2058', '2314', '3594', '3850'])

/**
 * Whether files in that folder can be locked; true where nothing can be written at all, which is another finding. In a process
 * of its own: on a dead network mount the attempt never returns.
 */
export async function canLock(folder: string, signal: AbortSignal): Promise<boolean> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', TRY, folder], { signal })
  return !ABOUT_LOCKS.has(stdout.trim())
}
