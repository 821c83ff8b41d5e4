import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { messageOf } from '../lib/errors.ts'
import { isAboutLocks, lackOfLocks } from '../lib/proc/file-locks.ts'

const LOCK_FILE = 'in-use.lock'
/** Beside the lock, because a locked SQLite file can't be read. */
const HOLDER_FILE = 'in-use.json'
const SQLITE_BUSY = 5

/** What a lock attempt came to. */
export type DataLock =
  | { readonly kind: 'held' }
  /** By another process; in words, with what is known of it. */
  | { readonly kind: 'taken'; readonly holder: string }
  /** The folder can't be written, or its file system has no locks. */
  | { readonly kind: 'impossible'; readonly reason: Reason }

/** Kept open until the process ends, and with it the lock. */
const held: DatabaseSync[] = []

/**
 * Takes the data folder for this process. The lock is SQLite's exclusive one on an empty file, a POSIX record lock:
 * the kernel drops it with the process, however that ends, and sees it across containers that share a volume.
 */
export function lockDataDir(dataDir: string, nowMs: number): DataLock {
  const path = join(dataDir, LOCK_FILE)
  const holderPath = join(dataDir, HOLDER_FILE)
  try {
    held.push(lock(path))
    writeFileSync(holderPath, JSON.stringify({ pid: process.pid, host: hostname(), since: iso(nowMs) }), {
      mode: 0o600,
    })
    return { kind: 'held' }
  } catch (error) {
    const lack = isAboutLocks(error) ? lackOfLocks(dataDir) : null
    if (lack !== null || !isBusy(error))
      return { kind: 'impossible', reason: lack ?? verbatim(messageOf(error)) }
    return { kind: 'taken', holder: readHolder(holderPath) }
  }
}

function lock(path: string): DatabaseSync {
  const db = new DatabaseSync(path)
  try {
    db.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    chmodSync(path, 0o600)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === SQLITE_BUSY
}

function readHolder(path: string): string {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    return `process ${pid} on ${host} since ${since}`
  } catch {
    return 'another process'
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
