import type { ResourceReader } from '../../../health/ports.ts'
import type { Clock } from '../../../lib/clock.ts'
import { connectionsTo } from '../../../lib/proc/tcp-connections.ts'
import { isAlive, type ProcessIdentity, readUsage } from './proc.ts'

export interface EngineRun {
  readonly process: ProcessIdentity | undefined
  readonly httpPort: number
}

interface Before {
  readonly identity: ProcessIdentity
  readonly cpuSeconds: number
  readonly atMs: number
}

/**
 * CPU and memory of an engine's own process, from /proc. CPU is what it used since the reading before, in percent
 * of one core; the first reading of a process has none. Network counters belong to the machine, so there are none.
 */
export function createResourceReader(
  clock: Clock,
  runOf: (id: string, signal: AbortSignal) => Promise<EngineRun | undefined>,
): ResourceReader {
  const before = new Map<string, Before>()

  function cpuPercent(id: string, identity: ProcessIdentity, cpuSeconds: number): number | null {
    const last = before.get(id)
    const atMs = clock.elapsedMs()
    before.set(id, { identity, cpuSeconds, atMs })
    if (last?.identity.startTicks !== identity.startTicks || atMs <= last.atMs) return null
    return ((cpuSeconds - last.cpuSeconds) * 100_000) / (atMs - last.atMs)
  }

  return {
    stats: async (id, signal) => {
      const run = await runOf(id, signal)
      const identity = run?.process
      const usage = identity && isAlive(identity) ? readUsage(identity) : undefined
      if (!run || !identity || !usage) {
        before.delete(id)
        return undefined
      }
      const { cpuSeconds, memoryBytes } = usage
      return {
        cpuPercent: cpuPercent(id, identity, cpuSeconds),
        memoryBytes,
        rxBytes: null,
        txBytes: null,
        readers: connectionsTo(run.httpPort, identity.pid),
      }
    },
  }
}
