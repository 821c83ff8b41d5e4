import type { ResourceReading } from '../../../health/ports.ts'
import type { StatsBody } from '../wire.ts'

/** The processor counters of one reading; the share in between needs two. */
export interface CpuCounters {
  readonly totalNs: number
  readonly systemNs: number
}

/** Undefined where the container does not run: Docker answers 200 with nothing in it. */
export function cpuCountersOf({ cpu_stats }: StatsBody): CpuCounters | undefined {
  const totalNs = cpu_stats?.cpu_usage?.total_usage
  const systemNs = cpu_stats?.system_cpu_usage
  return totalNs && systemNs ? { totalNs, systemNs } : undefined
}

/** In percent of one core, so 250 is two and a half cores. Null for the first reading, and after a restart. */
export function cpuPercent(
  body: StatsBody,
  now: CpuCounters,
  before: CpuCounters | undefined,
): number | null {
  if (!before) return null
  const usedNs = now.totalNs - before.totalNs
  const passedNs = now.systemNs - before.systemNs
  if (usedNs < 0 || passedNs <= 0) return null
  return (usedNs / passedNs) * (body.cpu_stats?.online_cpus ?? 1) * 100
}

/** Without the page cache that the kernel would give back (docs/reference/docker.md 7). */
export function memoryBytes({ memory_stats }: StatsBody): number | null {
  const { usage, stats } = memory_stats ?? {}
  if (usage === undefined) return null
  const reclaimable = stats?.cache ?? stats?.inactive_file ?? 0
  return Math.max(0, usage - reclaimable)
}

/** Null in a shared network namespace: the counters are those of everyone in it. */
export function traffic(
  { networks }: StatsBody,
  shared: boolean,
): Pick<ResourceReading, 'rxBytes' | 'txBytes'> {
  if (shared || !networks) return { rxBytes: null, txBytes: null }
  const sum = (key: 'rx_bytes' | 'tx_bytes') =>
    Object.values(networks).reduce((total, network) => total + (network[key] ?? 0), 0)
  return { rxBytes: sum('rx_bytes'), txBytes: sum('tx_bytes') }
}
