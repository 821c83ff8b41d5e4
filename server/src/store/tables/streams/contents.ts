import type { ContentQuery, ContentStore, ContentSummary } from '../../../history/ports.ts'
import type { Row } from '../../connection/messages.ts'
import type { Database } from '../../database.ts'
import { count, oneOf, optional, real, text, time } from '../columns.ts'

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
      return database.rows(toSummary, sql, ...(key === undefined ? [] : [key]), limit)
    },
  }
}

function toSummary(row: Row): ContentSummary {
  return {
    keyType: oneOf('content_id', 'infohash', 'url', 'magnet')(row, 'key_type'),
    key: text(row, 'key'),
    title: optional(text)(row, 'title'),
    plays: count(row, 'plays'),
    medianSpeedDown: optional(real)(row, 'median_speed_down'),
    bestPeers: optional(real)(row, 'best_peers'),
    medianTimeToFirstDataMs: optional(real)(row, 'median_time_to_first_data_ms'),
    lastSuccessAtMs: optional(time)(row, 'last_success_at_ms'),
    lastPlayedAtMs: time(row, 'last_played_at_ms'),
  }
}
