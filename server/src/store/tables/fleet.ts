import type { FleetStore } from '../../history/ports.ts'
import type { FleetBucket, FleetFigures, FleetSample } from '../../history/sample.ts'
import type { Row, SqlValue, Statement } from '../connection/messages.ts'
import type { Database } from '../database.ts'
import { optional, real, time } from './columns.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Each sample is kept as it is for a day, and summed into its minute and its hour, so that nothing needs rolling up later. */
export function createFleetStore(database: Database): FleetStore {
  return {
    append: (sample) => database.record(insert(sample), 'telemetry'),
    series: (sinceMs, untilMs, stepMs) =>
      database.rows(toBucket, sourceFor(stepMs), stepMs, sinceMs, untilMs),
  }
}

const COLUMNS: { readonly [F in keyof FleetFigures]: string } = {
  streamsActive: 'streams_active',
  streamsStalled: 'streams_stalled',
  viewers: 'viewers',
  enginesHealthy: 'engines_healthy',
  enginesUnhealthy: 'engines_unhealthy',
  enginesUnknown: 'engines_unknown',
  speedDown: 'speed_down',
  speedUp: 'speed_up',
}
const FIGURES = Object.entries(COLUMNS) as [keyof FleetFigures, string][]
const NAMES = FIGURES.map(([, column]) => column)

/** Repeatable without effect, as the sums count only what was newly inserted. */
function insert(sample: FleetSample): readonly Statement[] {
  const values = FIGURES.map(([figure]) => sample[figure])
  return [
    { sql: INSERT_RAW, params: [sample.atMs, ...values] },
    { sql: addTo('fleet_minutes', 'minute_ms'), params: sumsOf(sample, MINUTE_MS, values) },
    { sql: addTo('fleet_hours', 'hour_ms'), params: sumsOf(sample, HOUR_MS, values) },
  ]
}

function sumsOf({ atMs, viewers }: FleetSample, unitMs: number, values: readonly SqlValue[]): SqlValue[] {
  const known = values.map((value) => value ?? 0)
  return [Math.floor(atMs / unitMs) * unitMs, viewers === null ? 0 : 1, ...known, ...values, ...values]
}

const INSERT_RAW = `INSERT OR IGNORE INTO fleet_raw (at_ms, ${NAMES.join(', ')})
  VALUES (?, ${NAMES.map(() => '?').join(', ')})`

/** `min(a, b)` of SQLite is null where one of them is. */
const lower = (column: string) =>
  `${column} = min(coalesce(${column}, excluded.${column}), coalesce(excluded.${column}, ${column}))`
const higher = (column: string) => lower(column).replace('min(', 'max(')

function addTo(table: string, key: string): string {
  const sums = ['samples', 'viewer_samples', ...NAMES]
  const least = NAMES.map((name) => `${name}_min`)
  const most = NAMES.map((name) => `${name}_max`)
  const placeholders = [...NAMES, ...least, ...most].map(() => '?').join(', ')
  return `INSERT INTO ${table} (${[key, ...sums, ...least, ...most].join(', ')})
    SELECT ?, 1, ?, ${placeholders} WHERE changes() > 0
    ON CONFLICT (${key}) DO UPDATE SET ${[
      ...sums.map((column) => `${column} = ${column} + excluded.${column}`),
      ...least.map(lower),
      ...most.map(higher),
    ].join(', ')}`
}

function sourceFor(stepMs: number): string {
  if (stepMs < MINUTE_MS) return FROM_RAW
  return stepMs < HOUR_MS ? fromSums('fleet_minutes', 'minute_ms') : fromSums('fleet_hours', 'hour_ms')
}

const FROM_RAW = `SELECT floor(at_ms / ?1) * ?1 AS at_ms,
    ${NAMES.map((name) => `avg(${name}) AS ${name}, min(${name}) AS ${name}_min, max(${name}) AS ${name}_max`).join(', ')}
  FROM fleet_raw WHERE at_ms >= ?2 AND at_ms <= ?3 GROUP BY 1 ORDER BY 1`

function fromSums(table: string, key: string): string {
  const figures = NAMES.map((name) => {
    const samples = name === 'viewers' ? 'viewer_samples' : 'samples'
    const mean = `${name} / nullif(CAST(${samples} AS REAL), 0)`
    return `sum(${name}) / nullif(total(${samples}), 0) AS ${name},
      min(coalesce(${name}_min, ${mean})) AS ${name}_min, max(coalesce(${name}_max, ${mean})) AS ${name}_max`
  })
  return `SELECT floor(${key} / ?1) * ?1 AS at_ms, ${figures.join(', ')}
    FROM ${table} WHERE ${key} >= ?2 AND ${key} <= ?3 GROUP BY 1 ORDER BY 1`
}

function toBucket(row: Row): FleetBucket {
  return {
    atMs: time(row, 'at_ms'),
    ...figuresOf(row, ''),
    least: figuresOf(row, '_min'),
    most: figuresOf(row, '_max'),
  }
}

function figuresOf(row: Row, suffix: string): FleetFigures {
  const figure = (column: string) => real(row, `${column}${suffix}`)
  return {
    streamsActive: figure('streams_active'),
    streamsStalled: figure('streams_stalled'),
    viewers: optional(real)(row, `viewers${suffix}`),
    enginesHealthy: figure('engines_healthy'),
    enginesUnhealthy: figure('engines_unhealthy'),
    enginesUnknown: figure('engines_unknown'),
    speedDown: figure('speed_down'),
    speedUp: figure('speed_up'),
  }
}
