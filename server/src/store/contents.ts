import type { ContentSummary, KeyType } from '@acestream-orchestrator/contract/stream'
import type { ContentQuery, ContentStore } from '../history/ports.ts'
import type { Database } from './database.ts'
import type { Row } from './messages.ts'

/** Outdated summaries computed per transaction, so that other writes get their turn in between. */
const REFRESHED_AT_ONCE = 50

const ORDERS: Readonly<Record<ContentQuery['order'], string>> = {
  last_played: 'last_played_at_ms DESC',
  plays: 'plays DESC, last_played_at_ms DESC',
  speed: 'median_speed_down DESC NULLS LAST',
  time_to_first_data: 'median_time_to_first_data_ms ASC NULLS LAST',
}

/** Summaries are computed when they are asked for, from the streams that changed since; a store that can't be written shows the last ones. */
export function createContentStore(database: Database): ContentStore {
  async function refresh(): Promise<void> {
    while (database.status().ok)
      if ((await database.change('refreshContents', { most: REFRESHED_AT_ONCE })) === 0) return
  }

  return {
    contents: async ({ key, order, limit }) => {
      await refresh()
      const sql = `SELECT * FROM contents ${key === undefined ? '' : 'WHERE key = ?'}
        ORDER BY ${ORDERS[order]}, key LIMIT ?`
      return (await database.select(sql, ...(key === undefined ? [] : [key]), limit)).map(toSummary)
    },
  }
}

function toSummary(row: Row): ContentSummary {
  return {
    key_type: row['key_type'] as KeyType,
    key: String(row['key']),
    title: row['title'] as string | null,
    plays: Number(row['plays']),
    median_speed_down: row['median_speed_down'] as number | null,
    best_peers: row['best_peers'] as number | null,
    median_time_to_first_data_ms: row['median_time_to_first_data_ms'] as number | null,
    last_success_at: timestamp(row['last_success_at_ms'] as number | null),
    last_played_at: new Date(Number(row['last_played_at_ms'])).toISOString(),
  }
}

function timestamp(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString()
}
