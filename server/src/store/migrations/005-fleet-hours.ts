import type { Migration } from './migrate.ts'

const FIGURES = [
  'streams_active',
  'streams_stalled',
  'viewers',
  'engines_healthy',
  'engines_unhealthy',
  'engines_unknown',
  'speed_down',
  'speed_up',
]
const SUMS = ['samples', 'viewer_samples', ...FIGURES]
const EXTREMES = FIGURES.flatMap((figure) => [`${figure}_min`, `${figure}_max`])

const samplesOf = (figure: string) => (figure === 'viewers' ? 'viewer_samples' : 'samples')
const meanOf = (figure: string) => `${figure} / nullif(CAST(${samplesOf(figure)} AS REAL), 0)`

/**
 * The fleet by the hour, for a year, and the extremes of each minute and hour. Those of minutes of before are not known: their
 * averages stand for them.
 */
export const fleetHours: Migration = {
  version: 5,
  sql: `
${EXTREMES.map((column) => `ALTER TABLE fleet_minutes ADD COLUMN ${column} REAL;`).join('\n')}
CREATE TABLE fleet_hours (
  hour_ms INTEGER PRIMARY KEY, samples INTEGER NOT NULL, viewer_samples INTEGER NOT NULL,
  ${FIGURES.map((figure) => `${figure} REAL NOT NULL`).join(', ')}, ${EXTREMES.map((column) => `${column} REAL`).join(', ')}
) STRICT;
INSERT INTO fleet_hours (hour_ms, ${[...SUMS, ...EXTREMES].join(', ')})
  SELECT minute_ms / 3600000 * 3600000, ${SUMS.map((column) => `sum(${column})`).join(', ')},
    ${FIGURES.map((figure) => `min(${meanOf(figure)}), max(${meanOf(figure)})`).join(', ')}
  FROM fleet_minutes GROUP BY 1;
`,
}
