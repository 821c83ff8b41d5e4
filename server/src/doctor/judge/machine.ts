import type { ClockFacts, DiskFacts, FileSystemFacts, MemoryFacts } from '../facts.ts'
import { error, type Judged, ok, warning } from '../finding.ts'

/** From here on tunnels and certificates begin to fail. */
const CLOCK_WARNS_MS = 5_000
const CLOCK_FAILS_MS = 300_000

export function judgeClock({ compared }: ClockFacts): readonly Judged[] {
  const drifted = compared.map(({ source, driftMs, withinMs }) => ({
    source,
    driftMs: Math.round(driftMs),
    surelyMs: Math.max(0, Math.abs(driftMs) - withinMs),
  }))
  const worst = drifted.toSorted((a, b) => b.surelyMs - a.surelyMs)[0]
  if (worst === undefined) return []
  const { source, driftMs, surelyMs } = worst
  if (surelyMs < CLOCK_WARNS_MS)
    return [
      ok({
        code: 'clock_agrees',
        sources: compared.map((each) => each.source),
        driftMs: Math.round(surelyMs),
      }),
    ]
  const judge = surelyMs < CLOCK_FAILS_MS ? warning : error
  return [judge({ code: 'clock_differs', source, driftMs })]
}

const MIB = 1024 * 1024

/** The database grows by a few megabytes a day; an image and its engines' caches take some hundred. */
const DISK_LIMITS = {
  data_dir: { low: 500 * MIB, full: 20 * MIB },
  docker: { low: 2048 * MIB, full: 200 * MIB },
} as const

export function judgeDisk({ disks, notWritable }: DiskFacts): readonly Judged[] {
  return [
    ...(notWritable === null ? [] : [error({ code: 'data_dir_not_writable', errorCode: notWritable })]),
    ...disks.map(({ disk, freeBytes }) => {
      const { low, full } = DISK_LIMITS[disk]
      if (freeBytes < full) return error({ code: 'disk_full', disk, freeBytes })
      return freeBytes < low
        ? warning({ code: 'disk_low', disk, freeBytes })
        : ok({ code: 'disk_roomy', disk, freeBytes })
    }),
  ]
}

/** Their locks depend on the server and on mount options (https://sqlite.org/faq.html#q5). */
const NETWORK =
  /^(nfs\d?|cifs|smb\d?|smbfs|9p|ceph|glusterfs|afs|fuse\.(sshfs|glusterfs|rclone|s3fs|mergerfs|cephfs).*)$/
const IN_MEMORY = /^(tmpfs|ramfs)$/

export function judgeFileSystem({ fileSystem, lackOfLocks, contained }: FileSystemFacts): readonly Judged[] {
  if (lackOfLocks !== null) return [error({ code: 'file_system_lockless', reason: lackOfLocks })]
  if (NETWORK.test(fileSystem)) return [warning({ code: 'file_system_network', fileSystem })]
  if (IN_MEMORY.test(fileSystem)) return [warning({ code: 'file_system_volatile', fileSystem })]
  if (contained && fileSystem === 'overlay')
    return [warning({ code: 'file_system_of_container', fileSystem })]
  return [ok({ code: 'file_system_usable', fileSystem })]
}

/** An estimate: the engine's own cache is 100 MiB in memory, its program and buffers take about as much again. */
const ENGINE_BYTES = 256 * MIB
const LEAST_BYTES = 128 * MIB

export function judgeMemory(facts: MemoryFacts): readonly Judged[] {
  return [judgeAvailable(facts), judgeLimits(facts)].filter((each) => each !== undefined)
}

function judgeAvailable({
  availableBytes,
  engineLimitBytes,
  engines,
  running,
}: MemoryFacts): Judged | undefined {
  if (availableBytes === null) return undefined
  if (availableBytes < LEAST_BYTES) return error({ code: 'memory_exhausted', availableBytes })
  const wantedBytes =
    Math.max(0, engines - running) * Math.min(engineLimitBytes ?? ENGINE_BYTES, ENGINE_BYTES)
  return availableBytes < wantedBytes
    ? warning({ code: 'memory_low', availableBytes, wantedBytes, engines })
    : ok({ code: 'memory_enough', availableBytes, engines })
}

function judgeLimits({ totalBytes, engineLimitBytes, engines }: MemoryFacts): Judged | undefined {
  if (totalBytes === null || engineLimitBytes === null || engines * engineLimitBytes <= totalBytes)
    return undefined
  return warning({ code: 'memory_overcommitted', engines, limitBytes: engineLimitBytes, totalBytes })
}
