// system/: processes, ports and counters of this machine, as /proc and the kernel have them.
import { readdirSync, readFileSync } from 'node:fs'

/** One process of one boot of this machine: a pid alone may belong to another process tomorrow. */
export interface ProcessIdentity {
  readonly pid: number
  /** Field `starttime` of /proc/<pid>/stat, in clock ticks since boot. */
  readonly startTicks: number
  readonly bootId: string
}

export interface ProcessUsage {
  /** User and system time so far. */
  readonly cpuSeconds: number
  /** Resident memory. */
  readonly memoryBytes: number
}

/** USER_HZ, which is 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100

const bootId = read('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown'

interface Stat {
  readonly state: string
  readonly processGroup: number
  readonly cpuTicks: number
  readonly startTicks: number
}

/** Undefined: no such process. All reads here are of /proc, which answers from memory, hence synchronous. */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid)
  return stat && { pid, startTicks: stat.startTicks, bootId }
}

/** True while exactly this process runs; a zombie has ended. */
export function isAlive(identity: ProcessIdentity): boolean {
  const stat = identity.bootId === bootId ? readStat(identity.pid) : undefined
  return stat !== undefined && stat.startTicks === identity.startTicks && !'ZX'.includes(stat.state)
}

/** Unix milliseconds at which the process began, as exact as the kernel's boot time (a second). */
export function startedAtMs(identity: ProcessIdentity): number | null {
  const [, bootSeconds] = /^btime (\d+)$/m.exec(read('/proc/stat') ?? '') ?? []
  if (bootSeconds === undefined) return null
  return Number(bootSeconds) * 1000 + (identity.startTicks * 1000) / TICKS_PER_SECOND
}

export function readUsage({ pid }: ProcessIdentity): ProcessUsage | undefined {
  const stat = readStat(pid)
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '') ?? []
  if (!stat || kilobytes === undefined) return undefined
  return { cpuSeconds: stat.cpuTicks / TICKS_PER_SECOND, memoryBytes: Number(kilobytes) * 1024 }
}

/** Pids of the process group that carry `NAME=value` in the environment they began with. */
export function groupMembers(processGroup: number, marker: string): number[] {
  return allPids().filter((pid) => readStat(pid)?.processGroup === processGroup && carries(pid, marker))
}

/** The first process that began with `NAME=value` in its environment and leads its process group. */
export function findLeader(marker: string): ProcessIdentity | undefined {
  const pid = allPids().find((one) => readStat(one)?.processGroup === one && carries(one, marker))
  return pid === undefined ? undefined : identify(pid)
}

function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

function carries(pid: number, marker: string): boolean {
  return read(`/proc/${pid}/environ`)?.split('\0').includes(marker) ?? false
}

/** Fields of /proc/<pid>/stat by proc(5); the name before them may hold blanks and parentheses. */
function readStat(pid: number): Stat | undefined {
  const line = read(`/proc/${pid}/stat`)
  if (line === undefined) return undefined
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return {
    state: fields[0] ?? '',
    processGroup: Number(fields[2]),
    cpuTicks: Number(fields[11]) + Number(fields[12]),
    startTicks: Number(fields[19]),
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}
