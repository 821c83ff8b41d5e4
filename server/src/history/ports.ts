import type { HistoryMetric } from '@acestream-orchestrator/contract/status'
import type { ContentSummary } from '@acestream-orchestrator/contract/stream'
import type { FleetSample } from './sample.ts'

export interface FleetStore {
  append(sample: FleetSample): void
  /** Oldest first, averaged into equal steps of `stepMs`; a step without samples is absent. */
  series(
    metric: HistoryMetric,
    sinceMs: number,
    untilMs: number,
    stepMs: number,
  ): Promise<readonly FleetSample[]>
}

export interface ContentQuery {
  readonly key?: string
  readonly order: 'last_played' | 'plays' | 'speed' | 'time_to_first_data'
  readonly limit: number
}

export interface ContentStore {
  contents(query: ContentQuery): Promise<readonly ContentSummary[]>
}

/** Moves old raw rows into coarser ones and deletes what is past its time, in small steps. */
export interface HistoryKeeper {
  /** One bounded step; true when more is due at once. */
  tidy(nowMs: number, signal: AbortSignal): Promise<boolean>
}
