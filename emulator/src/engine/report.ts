import type { Json } from '../lib/python-json.ts'
import type { FaultsJson } from './faults.ts'
import type { PortNumbers } from './ports.ts'
import { statisticsJson } from './session-api.ts'
import type { EngineWorld } from './world.ts'

/** True numbers, in bytes, to compare with what an orchestrator shows. */
export interface EngineCounters {
  /** Media bytes handed to readers' sockets. */
  readonly bytesServed: number
  /** Sums over all sessions, ended ones included, of what their statistics say. */
  readonly bytesDownloaded: number
  readonly bytesUploaded: number
  readonly peers: number
  readonly readers: number
  readonly sessions: number
  readonly requests: number
  readonly starts: number
  readonly stops: number
}

export interface EngineState {
  readonly port: number
  readonly ports: PortNumbers
  readonly version: string
  readonly faults: FaultsJson
  /** One per session: its latest statistics as `stat_url` gives them, and what it has served. */
  readonly sessions: readonly {
    readonly infohash: string
    readonly playbackSessionId: string
    readonly readers: number
    readonly bytesServed: number
    readonly statistics: Json
  }[]
  readonly counters: EngineCounters
}

export function countersOf(world: EngineWorld): EngineCounters {
  const sessions = world.sessions.all()
  const statistics = sessions.map((one) => one.statistics(Date.now(), world.faults.of(one.infohash)))
  const { downloadedBytes, uploadedBytes } = world.sessions.endedTotals
  return {
    bytesServed: world.tally.bytesServed,
    bytesDownloaded: statistics.reduce((sum, one) => sum + one.downloadedBytes, downloadedBytes),
    bytesUploaded: statistics.reduce((sum, one) => sum + one.uploadedBytes, uploadedBytes),
    peers: statistics.reduce((sum, one) => sum + one.peers, 0),
    readers: sessions.reduce((sum, one) => sum + one.readers.size, 0),
    sessions: sessions.length,
    requests: world.tally.requests,
    starts: world.tally.starts,
    stops: world.tally.stops,
  }
}

export function stateOf(world: EngineWorld, ports: PortNumbers): EngineState {
  return {
    port: ports.http,
    ports,
    version: world.version,
    faults: world.faults.toJson(),
    sessions: world.sessions.all().map((session) => ({
      infohash: session.infohash,
      playbackSessionId: session.playbackSessionId,
      readers: session.readers.size,
      bytesServed: session.bytesServed,
      statistics: statisticsJson(world, session),
    })),
    counters: countersOf(world),
  }
}
