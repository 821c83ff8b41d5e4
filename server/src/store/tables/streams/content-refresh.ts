import { median } from '../../../history/rollup.ts'
import type { Connection } from '../../connection/connection.ts'

/** Medians look at this many of the latest plays: how a channel does now, at a bounded price. */
const LATEST_PLAYS = 100

/** Computes up to `most` outdated content summaries again; returns how many are still outdated. */
export function refreshContents(connection: Connection, { most }: { readonly most: number }): number {
  const stale = connection.all('SELECT key_type, key FROM stale_contents LIMIT ?', most)
  for (const row of stale) refresh(connection, String(row['key_type']), String(row['key']))
  return Number(connection.all('SELECT count(*) AS n FROM stale_contents')[0]?.['n'])
}

function refresh(connection: Connection, keyType: string, key: string): void {
  const plays = connection.all(
    `SELECT title, started_at_ms, first_data_at_ms, samples, sum_speed_down FROM streams
     WHERE key_type = ? AND key = ? ORDER BY started_at_ms DESC LIMIT ?`,
    keyType,
    key,
    LATEST_PLAYS,
  )
  connection.run('DELETE FROM contents WHERE key_type = ? AND key = ?', keyType, key)
  connection.run('DELETE FROM stale_contents WHERE key_type = ? AND key = ?', keyType, key)
  connection.run(
    `INSERT INTO contents SELECT key_type, key, ?, count(*), ?, max(peak_peers), ?, max(first_data_at_ms),
       max(started_at_ms) FROM streams WHERE key_type = ? AND key = ? GROUP BY key_type, key`,
    plays.map(({ title }) => title).find((title) => typeof title === 'string') ?? null,
    median(
      plays
        .filter(({ samples }) => Number(samples) > 0)
        .map(({ sum_speed_down, samples }) => Number(sum_speed_down) / Number(samples)),
    ),
    median(
      plays
        .filter(({ first_data_at_ms }) => first_data_at_ms !== null)
        .map(({ first_data_at_ms, started_at_ms }) => Number(first_data_at_ms) - Number(started_at_ms)),
    ),
    keyType,
    key,
  )
}
