import type { FleetStore } from '../../history/ports.ts'
import type { FleetSample } from '../../history/sample.ts'
import type { Row, Statement } from '../connection/messages.ts'
import type { Database } from '../database.ts'
import { optional, real, time } from './columns.ts'

const MINUTE_MS = 60_000

/** Each sample is kept as it is for a day, and summed into its minute, so that nothing needs rolling up later. */
export function createFleetStore(database: Database): FleetStore {
  return {
    append: (sample) => database.record(insert(sample), 'telemetry'),
    series: (sinceMs, untilMs, stepMs) => {
      const sql = stepMs < MINUTE_MS ? FROM_RAW : FROM_MINUTES
      return database.rows(toSample, sql, stepMs, sinceMs, untilMs)
    },
  }
}

const COLUMNS = [
  'streams_active',
  'streams_stalled',
  'engines_healthy',
  'engines_unhealthy',
  'engines_unknown',
  'speed_down',
  'speed_up',
] as const

/** Repeatable without effect, as the sums count only what was newly inserted. */
function insert(sample: FleetSample): readonly Statement[] {
  const values = [
    sample.streamsActive,
    sample.streamsStalled,
    sample.enginesHealthy,
    sample.enginesUnhealthy,
    sample.enginesUnknown,
    sample.speedDown,
    sample.speedUp,
  ]
  const minuteMs = Math.floor(sample.atMs / MINUTE_MS) * MINUTE_MS
  return [
    { sql: INSERT_RAW, params: [sample.atMs, sample.viewers, ...values] },
    {
      sql: ADD_TO_MINUTE,
      params: [minuteMs, sample.viewers === null ? 0 : 1, sample.viewers ?? 0, ...values],
    },
  ]
}

const INSERT_RAW = `INSERT OR IGNORE INTO fleet_raw (at_ms, viewers, ${COLUMNS.join(', ')})
  VALUES (?, ?, ${COLUMNS.map(() => '?').join(', ')})`

const ADD_TO_MINUTE = `INSERT INTO fleet_minutes
    (minute_ms, samples, viewer_samples, viewers, ${COLUMNS.join(', ')})
  SELECT ?, 1, ?, ?, ${COLUMNS.map(() => '?').join(', ')} WHERE changes() > 0
  ON CONFLICT (minute_ms) DO UPDATE SET ${['samples', 'viewer_samples', 'viewers', ...COLUMNS]
    .map((column) => `${column} = ${column} + excluded.${column}`)
    .join(', ')}`

const FROM_RAW = `SELECT floor(at_ms / ?1) * ?1 AS at_ms, avg(viewers) AS viewers,
    ${COLUMNS.map((column) => `avg(${column}) AS ${column}`).join(', ')}
  FROM fleet_raw WHERE at_ms >= ?2 AND at_ms <= ?3 GROUP BY 1 ORDER BY 1`

const FROM_MINUTES = `SELECT floor(minute_ms / ?1) * ?1 AS at_ms,
    sum(viewers) / nullif(total(viewer_samples), 0) AS viewers,
    ${COLUMNS.map((column) => `sum(${column}) / nullif(total(samples), 0) AS ${column}`).join(', ')}
  FROM fleet_minutes WHERE minute_ms >= ?2 AND minute_ms <= ?3 GROUP BY 1 ORDER BY 1`

function toSample(row: Row): FleetSample {
  return {
    atMs: time(row, 'at_ms'),
    streamsActive: real(row, 'streams_active'),
    streamsStalled: real(row, 'streams_stalled'),
    viewers: optional(real)(row, 'viewers'),
    enginesHealthy: real(row, 'engines_healthy'),
    enginesUnhealthy: real(row, 'engines_unhealthy'),
    enginesUnknown: real(row, 'engines_unknown'),
    speedDown: real(row, 'speed_down'),
    speedUp: real(row, 'speed_up'),
  }
}
