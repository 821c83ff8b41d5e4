import type { KeyType, StreamPhase } from '@acestream-orchestrator/contract/stream'

/** Why a stream is over; the reporter's own words are kept beside it in `endDetail`. */
export type EndReason =
  | 'reported'
  | 'stopped'
  | 'replaced'
  | 'engine_gone'
  | 'engine_removed'
  | 'engine_unhealthy'
  | 'vpn_lost'
  | 'session_unknown'
  | 'lost'

/** Running sums over a stream's samples, so that averages and peaks need no history read. */
export interface StreamTotals {
  readonly samples: number
  readonly sumSpeedDown: number
  readonly sumSpeedUp: number
  readonly peakSpeedDown: number | null
  readonly peakSpeedUp: number | null
  readonly peakPeers: number | null
}

/** One playback session on an engine. Times are Unix milliseconds, speeds KiB/s, totals bytes. */
export interface Stream {
  readonly id: string
  readonly keyType: KeyType
  readonly key: string
  readonly engineId: string
  readonly engineName: string | null
  readonly sessionId: string
  /** `/ace/stat/<hex>/<hex>`: the path only, the address is always the engine's own. */
  readonly statPath: string
  readonly commandPath: string
  readonly isLive: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly title: string | null
  readonly source: 'event' | 'proxy'
  readonly startedAtMs: number
  readonly endedAtMs: number | null
  readonly endReason: EndReason | null
  readonly endDetail: string | null
  readonly replacedBy: string | null
  readonly phase: StreamPhase
  readonly phaseReason: string | null
  readonly phaseSinceMs: number
  readonly firstDataAtMs: number | null
  readonly lastSampleAtMs: number | null
  readonly engineStatus: string | null
  readonly progress: number | null
  readonly peers: number | null
  readonly speedDown: number | null
  readonly speedUp: number | null
  readonly downloaded: number | null
  readonly uploaded: number | null
  readonly totals: StreamTotals
  readonly stored: boolean
}
