import { fractionOf } from './identity.ts'

/** The `status` of a session; `none` is the empty answer that a first read after the start may get. */
export type Status = 'none' | 'idle' | 'prebuf' | 'dl'

/** Ages in the real engine's milliseconds at which each status begins; seen on 3.1.74, 8 to 10 s to `dl`. */
export const COLD_START = { idle: 1_000, prebuf: 2_500, dl: 8_000 } as const
/** The same where the content is being downloaded already, for another player. */
export const WARM_START = { idle: 100, prebuf: 200, dl: 600 } as const
export type StartTimes = { readonly [K in 'idle' | 'prebuf' | 'dl']: number }

/** `downloaded` and `uploaded` move in steps of this many bytes. */
const PIECE_BYTES = 16_384

/** What the numbers of a session are computed from. */
export interface Flow {
  readonly infohash: string
  readonly status: Status
  /** Age over the age at which `dl` begins, at most 1. */
  readonly readiness: number
  /** Real milliseconds for which data has flowed since `dl`. */
  readonly flowedMs: number
  readonly flowing: boolean
  readonly mediaBytesPerSecond: number
  readonly burstS: number
  readonly peers: 'some' | 'none'
  /** False where peers never send anything. */
  readonly hasData: boolean
}

export interface Statistics {
  readonly peers: number
  readonly downloadedBytes: number
  readonly uploadedBytes: number
  readonly speedDownKibPerSecond: number
  readonly speedUpKibPerSecond: number
  readonly progressPercent: number
}

const UPLOAD_SHARE = 0.12
/** Speed sways around the media's rate by a fifth, once in about 45 s, as swarms do. */
const SWAY = 0.2
const SWAY_PERIOD_S = 7

export function statusAt(ageMs: number, times: StartTimes): Status {
  if (ageMs >= times.dl) return 'dl'
  if (ageMs >= times.prebuf) return 'prebuf'
  return ageMs >= times.idle ? 'idle' : 'none'
}

/** The totals are the integral of the speeds, so that one can be checked against the other. */
export function statisticsOf(flow: Flow): Statistics {
  const phase = fractionOf(flow.infohash) * 2 * Math.PI
  const seconds = flow.flowedMs / 1000
  const rate = flow.mediaBytesPerSecond
  const burst = flow.hasData ? flow.burstS * rate * flow.readiness : 0
  const swayed = SWAY * SWAY_PERIOD_S * (Math.cos(phase) - Math.cos(seconds / SWAY_PERIOD_S + phase))
  const downloaded = flow.status === 'none' || flow.status === 'idle' ? 0 : burst + rate * (seconds + swayed)
  const speed = flow.flowing ? rate * (1 + SWAY * Math.sin(seconds / SWAY_PERIOD_S + phase)) : 0
  return {
    peers: peersOf(flow, seconds),
    downloadedBytes: inPieces(downloaded),
    uploadedBytes: inPieces(downloaded * UPLOAD_SHARE),
    speedDownKibPerSecond: Math.round(speed / 1024),
    speedUpKibPerSecond: Math.round((speed * UPLOAD_SHARE) / 1024),
    progressPercent: flow.hasData ? Math.floor(flow.readiness * 100) : 0,
  }
}

const inPieces = (bytes: number) => Math.floor(Math.max(bytes, 0) / PIECE_BYTES) * PIECE_BYTES

/** 4 to 24 peers, gathered during `prebuf` and breathing a little afterwards. */
function peersOf(flow: Flow, seconds: number): number {
  if (flow.peers === 'none' || flow.status === 'none' || flow.status === 'idle') return 0
  const usual = 4 + Math.floor(fractionOf(`peers ${flow.infohash}`) * 20)
  if (flow.status === 'prebuf') return Math.floor(usual * flow.readiness)
  return usual + Math.round(2 * Math.sin(seconds / 11))
}
