import { type Channel, channelOf } from '../media/channel.ts'
import type { Clip } from '../media/clip.ts'
import type { EngineFaults } from './faults.ts'
import { randomHex40 } from './identity.ts'
import {
  COLD_START,
  type Flow,
  type StartTimes,
  type Statistics,
  type Status,
  statisticsOf,
  statusAt,
  WARM_START,
} from './statistics.ts'

/** One open playback connection. */
export interface Reader {
  /** Ends the connection in the middle of the data. */
  cut(): void
}

export interface SessionStart {
  readonly infohash: string
  readonly token: string
  readonly kind: 'ts' | 'hls'
  readonly clientSessionId: number
  readonly clip: Clip
  /** The content is already being downloaded for a session that this one replaces. */
  readonly warm: boolean
  readonly timeScale: number
  readonly nowMs: number
  readonly faults: EngineFaults
}

/** The one playback session that an engine has for a content. All times are wall milliseconds. */
export interface Session {
  readonly infohash: string
  readonly token: string
  readonly kind: 'ts' | 'hls'
  readonly clientSessionId: number
  readonly playbackSessionId: string
  readonly channel: Channel
  readonly startedAtMs: number
  readonly readers: Set<Reader>
  lastUsedAtMs: number
  bytesServed: number
  readonly ended: AbortSignal
  /** Counts what has flowed under the old faults and goes on under the new. */
  changeFaults(nowMs: number, before: EngineFaults, after: EngineFaults): void
  status(nowMs: number, faults: EngineFaults): Status
  statistics(nowMs: number, faults: EngineFaults): Statistics
  /** The newest moment that the engine has got hold of: now, but for a stall, which stops it. */
  airTimeMs(nowMs: number): number
  /** The moment of the broadcast that is shown at that air time: an older one in replays. */
  sourceTimeMs(nowMs: number, faults: EngineFaults): number
  /** Cuts all readers; nothing can be asked of the session any more. */
  end(): void
}

const isFrozen = (faults: EngineFaults) => faults.delivery === 'stall' || faults.delivery === 'starved'
const flows = (faults: EngineFaults) => !isFrozen(faults) && faults.delivery !== 'burst-then-silence'
const neverReady = (faults: EngineFaults) => faults.channel === 'dead' || faults.channel === 'no-data'

export function startSession(start: SessionStart): Session {
  const life = new AbortController()
  const readers = new Set<Reader>()
  const progress = trackProgress(start)
  return {
    infohash: start.infohash,
    token: start.token,
    kind: start.kind,
    clientSessionId: start.clientSessionId,
    playbackSessionId: randomHex40(),
    channel: channelOf(start.clip, start.infohash),
    startedAtMs: start.nowMs,
    readers,
    lastUsedAtMs: start.nowMs,
    bytesServed: 0,
    ended: life.signal,
    ...progress,
    sourceTimeMs: (nowMs, faults) => replayed(progress.airTimeMs(nowMs), start.nowMs, faults),
    end: () => {
      for (const reader of readers) reader.cut()
      life.abort()
    },
  }
}

/** How far a session has come: its age up to `dl`, and the time for which data has flowed since. */
function trackProgress(
  start: SessionStart,
): Pick<Session, 'changeFaults' | 'status' | 'statistics' | 'airTimeMs'> {
  const times: StartTimes = start.warm ? WARM_START : COLD_START
  let settledAtMs = start.nowMs
  let flowedMs = 0
  let frozenSinceMs = isFrozen(start.faults) ? start.nowMs : undefined
  let readyFromMs = start.nowMs

  /** Age in the engine's own time, held under `dl` while the channel gives nothing. */
  function ageMs(nowMs: number, faults: EngineFaults): number {
    const age = (nowMs - readyFromMs) * start.timeScale
    return neverReady(faults) ? Math.min(age, times.dl - 1) : age
  }

  function flowedAt(nowMs: number, faults: EngineFaults): number {
    const fromMs = Math.max(settledAtMs, readyFromMs + times.dl / start.timeScale)
    return flowedMs + (flows(faults) && !neverReady(faults) ? Math.max(nowMs - fromMs, 0) : 0)
  }

  function flowAt(nowMs: number, faults: EngineFaults): Flow {
    const status = statusAt(ageMs(nowMs, faults), times)
    return {
      infohash: start.infohash,
      status,
      readiness: Math.min(ageMs(nowMs, faults) / times.dl, 1),
      flowedMs: flowedAt(nowMs, faults),
      flowing: status === 'dl' && flows(faults),
      mediaBytesPerSecond: start.clip.bytesPerSecond,
      burstS: faults.burstS,
      peers: faults.channel === 'dead' || faults.delivery === 'starved' ? 'none' : 'some',
      hasData: !neverReady(faults),
    }
  }

  return {
    changeFaults: (nowMs, before, after) => {
      flowedMs = flowedAt(nowMs, before)
      settledAtMs = nowMs
      frozenSinceMs = isFrozen(after) ? (frozenSinceMs ?? nowMs) : undefined
      if (neverReady(before) && !neverReady(after))
        readyFromMs = Math.max(readyFromMs, nowMs - times.prebuf / start.timeScale)
    },
    status: (nowMs, faults) => statusAt(ageMs(nowMs, faults), times),
    statistics: (nowMs, faults) => statisticsOf(flowAt(nowMs, faults)),
    airTimeMs: (nowMs) => frozenSinceMs ?? nowMs,
  }
}

/** A loop shows, over and over, the last `replayS` seconds before the session began. */
function replayed(airTimeMs: number, startedAtMs: number, faults: EngineFaults): number {
  const lengthMs = faults.replayS * 1000
  if (faults.replay === 'behind') return airTimeMs - lengthMs
  if (faults.replay === 'off' || lengthMs === 0) return airTimeMs
  return startedAtMs - lengthMs + ((airTimeMs - startedAtMs) % lengthMs)
}
