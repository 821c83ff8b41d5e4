import type { DiagnosisCode } from '@acestream-orchestrator/contract/reasons/diagnosis'

/** One reading of a stream's statistics. Null: the engine did not say. Speeds in KiB/s, totals in bytes. */
export interface Sample {
  readonly atMs: number
  readonly peers: number | null
  readonly speedDown: number | null
  readonly speedUp: number | null
  readonly downloaded: number | null
  readonly uploaded: number | null
  readonly status: string | null
  /** Kept apart, by the minute; missing where it was not asked for. */
  readonly behindLiveS?: number | null
  readonly diagnosis?: DiagnosisCode | null
  /** The extremes that an average hides; missing where it is of one reading. */
  readonly least?: SampleFigures
  readonly most?: SampleFigures
}

/** The figures of a reading that are averaged over a time. */
export type SampleFigures = Pick<Sample, 'peers' | 'speedDown' | 'speedUp'>

/** The figures of the fleet at one moment, or their extremes over a time. */
export type FleetFigures = Omit<FleetSample, 'atMs'>

/** The averages of a time that begins at `atMs`, with the extremes they hide. */
export interface FleetBucket extends FleetSample {
  readonly least: FleetFigures
  readonly most: FleetFigures
}

/** One reading of the whole fleet, for `GET /history`. */
export interface FleetSample {
  readonly atMs: number
  /** Started streams, in whatever phase; the stalled are among them. */
  readonly streamsActive: number
  readonly streamsStalled: number
  readonly viewers: number | null
  readonly enginesHealthy: number
  readonly enginesUnhealthy: number
  readonly enginesUnknown: number
  /** KiB/s over all streams. */
  readonly speedDown: number
  readonly speedUp: number
}
