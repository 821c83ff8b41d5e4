// resources/: what a container takes of the machine, and whether its engine is played.
import { readSpec } from '../../../engines/labels.ts'
import type { ResourceReader } from '../../../health/ports.ts'
import { connectionsTo, isOfContainer } from '../../../lib/proc/tcp-connections.ts'
import type { DockerClient } from '../connection/client.ts'
import { isRefusal } from '../connection/refusal.ts'
import type { Containers } from '../containers/containers.ts'
import type { Inspections } from '../containers/reading/inspections.ts'
import { type StatsBody, statsBody } from '../wire.ts'
import { type CpuCounters, cpuCountersOf, cpuPercent, memoryBytes, traffic } from './stats.ts'

export interface ForgettingReader extends ResourceReader {
  /** The container is gone: so is the reading kept of it. */
  forget(id: string): void
}

const STATS_TIMEOUT_MS = 10_000
/** Of a container that does not run Podman says nothing, in an answer of 200. */
const NO_STATS: StatsBody = {}

/**
 * One sample at a time: a running stream per container costs Docker all the time, and letting it take two samples
 * costs each call two seconds. So the processor share is counted from our own reading before
 * (docs/reference/docker.md 7).
 */
export function createResourceReader(
  client: DockerClient,
  containers: Containers,
  inspections: Pick<Inspections, 'lastKnown'>,
): ForgettingReader {
  const readings = new Map<string, CpuCounters>()

  async function sample(id: string, signal: AbortSignal): Promise<StatsBody | undefined> {
    try {
      return await client.call(
        {
          call: 'read_statistics',
          subject: id,
          method: 'GET',
          path: `/containers/${id}/stats`,
          query: { stream: false, 'one-shot': true },
          timeoutMs: STATS_TIMEOUT_MS,
          read: (value) => (value === undefined ? NO_STATS : statsBody(value)),
        },
        signal,
      )
    } catch (error) {
      if (isRefusal(error)) return undefined
      throw error
    }
  }

  /** An engine's process is in the namespace it shares, too. A pid of another machine or namespace is none of its own. */
  function readersOf(id: string): ReadonlySet<string> | null {
    const { State, Config } = inspections.lastKnown(id) ?? {}
    const pid = State?.Pid ?? 0
    return isOfContainer(pid, id) ? connectionsTo(readSpec(Config?.Labels ?? {}).httpPort, pid) : null
  }

  return {
    forget: (id) => readings.delete(id),
    stats: async (id, signal) => {
      const container = await containers.standing(id, signal)
      const body = container && (await sample(id, signal))
      const counters = body && cpuCountersOf(body)
      if (!counters) {
        readings.delete(id)
        return undefined
      }
      const before = readings.get(id)
      readings.set(id, counters)
      return {
        cpuPercent: cpuPercent(body, counters, before),
        memoryBytes: memoryBytes(body),
        ...traffic(body, container.sharesNetwork),
        readers: readersOf(id),
      }
    },
  }
}
