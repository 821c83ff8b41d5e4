import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeBridge } from './bridge.ts'

/** Directories of private engines begin with this; nothing else on the machine does. */
export const DIRECTORY_PREFIX = 'acetest-docker-'

/** Who made the directory, so that what a killed test run left behind can be told from what is in use. */
export interface Owner {
  readonly pid: number
  readonly startTicks: string
  readonly bridge: string
}

export function thisProcess(): Pick<Owner, 'pid' | 'startTicks'> {
  return { pid: process.pid, startTicks: startTicksOf(process.pid) ?? '' }
}

/** Takes everything away that belongs to a private engine: processes by their paths, mounts, bridge, files. */
export function sweep(directory: string, bridge: string): void {
  const left = processesOf(directory)
  for (const pid of [...childrenOf(left), ...left]) kill(pid)
  for (const mount of mountsUnder(directory)) unmount(mount)
  removeBridge(bridge)
  rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

/** Sweeps what test runs left that no longer live. */
export function sweepAbandoned(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(DIRECTORY_PREFIX))) {
    const directory = join(tmpdir(), name)
    const owner = ownerOf(directory)
    if (owner && startTicksOf(owner.pid) !== owner.startTicks) sweep(directory, owner.bridge)
  }
}

function ownerOf(directory: string): Owner | undefined {
  const file = join(directory, 'owner.json')
  if (!existsSync(file)) return undefined // being made, or not ours
  return JSON.parse(readFileSync(file, 'utf8')) as Owner
}

/** Process ids are used again; a process is known by its id and the time it began. */
function startTicksOf(pid: number): string | undefined {
  return statOf(pid)?.[19]
}

/** The fields of /proc/<pid>/stat after the name, which may hold anything. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

function allProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/** dockerd, containerd, its shims and port proxies: all were told a path in the directory. */
function processesOf(directory: string): number[] {
  return allProcesses().filter((pid) => {
    if (pid === process.pid) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        .split('\0')
        .slice(1)
        .some((word) => word.includes(`${directory}/`))
    } catch {
      return false
    }
  })
}

/** First processes of containers know nothing of the directory, but their parents, the shims, do. */
function childrenOf(parents: readonly number[]): number[] {
  return allProcesses().filter((pid) => parents.includes(Number(statOf(pid)?.[1])))
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it ended meanwhile
  }
}

function mountsUnder(directory: string): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((target) => target.startsWith(`${directory}/`))
    .reverse()
}

function unmount(target: string): void {
  try {
    execFileSync('umount', ['--lazy', target], { stdio: 'ignore' })
  } catch {
    // unmounted together with the one above it
  }
}
