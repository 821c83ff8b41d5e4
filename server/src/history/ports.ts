import type { KeyType } from '../streams/stream.ts'
import type { FleetBucket, FleetSample } from './sample.ts'

export interface FleetStore {
  append(sample: FleetSample): void
  /**
   * Oldest first, averaged into equal steps of `stepMs`; a step without samples is absent. Steps below a minute reach back a day, those
   * below an hour 31 days, others a year.
   */
  series(sinceMs: number, untilMs: number, stepMs: number): Promise<readonly FleetBucket[]>
}

export interface ContentQuery {
  readonly key?: string
  readonly order: 'last_played' | 'plays' | 'speed' | 'time_to_first_data'
  readonly limit: number
}

/** All plays of one content. Times in Unix milliseconds, speeds in KiB/s; null: it was never measured. */
export interface ContentSummary {
  readonly keyType: KeyType
  readonly key: string
  readonly title: string | null
  readonly plays: number
  readonly medianSpeedDown: number | null
  readonly bestPeers: number | null
  readonly medianTimeToFirstDataMs: number | null
  readonly lastSuccessAtMs: number | null
  readonly lastPlayedAtMs: number
}

export interface ContentStore {
  contents(query: ContentQuery): Promise<readonly ContentSummary[]>
}

/** Moves old raw rows into coarser ones and deletes what is past its time, in small steps. */
export interface HistoryKeeper {
  /** One bounded step; true when more is due at once. */
  tidy(nowMs: number, signal: AbortSignal): Promise<boolean>
}
