import { constants } from 'node:fs'
import { access, readFile, realpath, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DiskFacts, FileSystemFacts } from '../../doctor/facts.ts'
import { fileSystemType } from '../../lib/proc/file-locks.ts'
import { canLock } from './locks.ts'

/** `dockerRoot`: where Docker keeps images and containers; null: on another machine, or not visible from here. */
export async function readDisks(dataDir: string, dockerRoot: string | null): Promise<DiskFacts> {
  const folder = await nearestFolder(dataDir)
  const docker = dockerRoot === null ? null : await freeBytes(dockerRoot).catch(() => null)
  return {
    disks: [
      { disk: 'data_dir', freeBytes: await freeBytes(folder) },
      ...(docker === null ? [] : [{ disk: 'docker' as const, freeBytes: docker }]),
    ],
    notWritable: await whyNotWritable(dataDir, folder),
  }
}

export async function readFileSystem(
  dataDir: string,
  contained: boolean,
  signal: AbortSignal,
): Promise<FileSystemFacts> {
  const folder = await realpath(await nearestFolder(dataDir))
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
  const fileSystem = fileSystemType(mounts, folder)
  const lockable =
    folder === (await realpath(dataDir).catch(() => null)) ? await canLock(folder, signal) : true
  return {
    fileSystem,
    lackOfLocks: lockable ? null : { code: 'file_system_without_locks', fileSystem },
    contained,
  }
}

async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}

/** The folder itself, or the one in which it will be made. */
async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  return found?.isDirectory() || dirname(path) === path ? path : nearestFolder(dirname(path))
}

/** A write is tried: rights, read-only mounts and full disks show in no other way. */
async function whyNotWritable(dataDir: string, folder: string): Promise<string | null> {
  try {
    if (folder !== dataDir) await access(folder, constants.W_OK | constants.X_OK)
    else await writeAndRemove(join(dataDir, `doctor-probe.${process.pid}`))
    return null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'UNKNOWN'
  }
}

async function writeAndRemove(path: string): Promise<void> {
  try {
    await writeFile(path, 'x'.repeat(4096), { mode: 0o600 })
  } finally {
    await rm(path, { force: true }).catch(() => {})
  }
}
