import type { Reason } from '../reasons/reason.ts'

interface Named {
  /** Its title, else its key cut short. Rows of earlier versions hold the title in quotation marks. */
  stream: string
  /** The engine's name. */
  engine: string
}

interface Phase extends Named {
  before: 'starting' | 'active' | 'stalled' | 'unknown' | 'ended'
  reason: Reason | null
}

export type StreamEndReason =
  | 'reported'
  | 'stopped'
  | 'replaced'
  | 'engine_gone'
  | 'engine_removed'
  | 'engine_unhealthy'
  | 'vpn_lost'
  | 'session_unknown'
  | 'lost'
  | 'abandoned'

/** What happened to a stream. Speeds in KiB/s, totals in bytes, `durationS` in seconds. */
export interface StreamEvents {
  /** `warning`: what its report lacked. */
  'stream.started': Named & {
    keyType: 'content_id' | 'infohash' | 'url' | 'magnet'
    key: string
    isLive: boolean
    source: 'event' | 'proxy'
    warning: Reason | null
  }
  'stream.starting': Phase
  'stream.active': Phase
  'stream.stalled': Phase
  'stream.unknown': Phase
  'stream.ended': Named & {
    reason: StreamEndReason | null
    detail: Reason | null
    replacedBy: string | null
    durationS: number | null
    timeToFirstDataMs: number | null
    downloaded: number | null
    uploaded: number | null
    avgSpeedDown: number | null
    avgSpeedUp: number | null
    peakSpeedDown: number | null
    peakSpeedUp: number | null
    peakPeers: number | null
  }
}
