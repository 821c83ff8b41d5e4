import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { DomainError } from '../lib/errors.ts'
import { type BackupRequest, type BackupSources, gather, withDiskFull, workingFile } from './create.ts'
import { writeBackup } from './format/backup-file.ts'

/** A backup that is ready to be sent. */
export interface ReadyBackup {
  /** A name for the file, with its time: `acestream-orchestrator-20261127-221500.backup`. */
  readonly name: string
  readonly bytes: number
  /** Its file is gone once this has been read or destroyed. */
  readonly content: Readable
}

export interface Backups {
  /**
   * Makes a whole backup before anything of it is sent: what fails is an error and no broken download, and its length is known. One
   * at a time, others are refused with `conflict`.
   */
  create(request: BackupRequest, signal: AbortSignal): Promise<ReadyBackup>
}

export function createBackups(sources: BackupSources, clock: { now(): number }): Backups {
  let isRunning = false
  return {
    create: async (request, signal) => {
      if (isRunning) throw new DomainError('conflict', { code: 'backup_running' })
      isRunning = true
      try {
        await removeLeftovers(sources.dataDir, clock.now())
        return await prepare(sources, request, clock.now(), signal)
      } catch (error) {
        throw await withDiskFull(error, sources.dataDir)
      } finally {
        isRunning = false
      }
    },
  }
}

async function prepare(
  sources: BackupSources,
  request: BackupRequest,
  nowMs: number,
  signal: AbortSignal,
): Promise<ReadyBackup> {
  const { contents, close } = await gather(sources, request, nowMs, signal)
  try {
    const path = workingFile(sources.dataDir)
    const file = await open(path, 'wx+', 0o600)
    try {
      await rm(path)
      for await (const chunk of writeBackup(contents, request.passphrase)) {
        signal.throwIfAborted()
        await file.appendFile(chunk)
      }
      const { size } = await file.stat()
      return { name: fileName(nowMs), bytes: size, content: file.createReadStream({ start: 0 }) }
    } catch (error) {
      await file.close()
      throw error
    }
  } finally {
    await close()
  }
}

export function fileName(nowMs: number): string {
  const digits = new Date(nowMs).toISOString().replaceAll(/\D/g, '')
  return `acestream-orchestrator-${digits.slice(0, 8)}-${digits.slice(8, 14)}.backup`
}

const LEFTOVER = /^backup-.*\.unfinished$/
/** Nobody works on one for so long; another process may work on a younger one. */
const LEFTOVER_AGE_MS = 60 * 60 * 1000

/** Of backups whose process was killed. */
async function removeLeftovers(dataDir: string, nowMs: number): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!LEFTOVER.test(name)) continue
    const path = join(dataDir, name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: nowMs }))
    if (nowMs - mtimeMs > LEFTOVER_AGE_MS) await rm(path, { force: true })
  }
}
