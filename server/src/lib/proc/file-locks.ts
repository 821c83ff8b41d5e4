// What Linux's /proc shows of file locks and connections.
import { randomUUID } from 'node:crypto'
import { readFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'

/**
 * Why a folder without file locks holds no database: two programs that write it at the same time would damage it. Null
 * where it has them. Names the kind of file system and no path: anybody may read it.
 */
export function lackOfLocks(folder: string): Reason | null {
  return hasLocks(folder) ? null : { code: 'file_system_without_locks', fileSystem: typeOf(folder) }
}

/** SQLite says "locked" of every file where the system answers ENOLCK, and "I/O error" where it answers otherwise. */
function hasLocks(folder: string): boolean {
  const path = join(folder, `lock-probe.${randomUUID()}`)
  try {
    const db = new DatabaseSync(path)
    try {
      db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      return true
    } finally {
      db.close()
    }
  } catch (error) {
    return !isAboutLocks(error)
  } finally {
    rmSync(path, { force: true })
  }
}

/** SQLITE_BUSY, SQLITE_PROTOCOL, and the errors of reading, taking, testing and releasing a lock (https://sqlite.org/rescode.html). */
const ABOUT_LOCKS: ReadonlySet<unknown> = new Set([5, 15, 2058, 2314, 3594, 3850])

export function isAboutLocks(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && ABOUT_LOCKS.has(error.errcode)
}

function typeOf(folder: string): string {
  try {
    return fileSystemType(readFileSync('/proc/self/mountinfo', 'utf8'), realpathSync(folder))
  } catch {
    return 'unknown'
  }
}

/**
 * The type of the file system that holds `path`, such as `nfs4` or `fuse.sshfs`, by a text as in /proc/self/mountinfo
 * (proc_pid_mountinfo(5)): the longest mount point, and of several mounts on it the last.
 */
export function fileSystemType(mountinfo: string, path: string): string {
  let best = { point: '', type: 'unknown' }
  for (const line of mountinfo.split('\n')) {
    const [mount = '', source = ''] = line.split(' - ')
    const point = unescaped(mount.split(' ')[4] ?? '')
    const [type = ''] = source.split(' ')
    if (type !== '' && holds(point, path) && point.length >= best.point.length) best = { point, type }
  }
  return best.type
}

function holds(point: string, path: string): boolean {
  return point === '/' || path === point || path.startsWith(`${point}/`)
}

/** Blanks, tabs, newlines and backslashes are written as three octal digits. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
