import { get } from '../../connection/http/api.ts'
import type { Entry } from '../../fleet/model.ts'
import { list } from '../../fleet/reading/read.ts'
import { readEntry } from '../../fleet/reading/readers.ts'
import { type JournalFilter, queryOf } from './journal-filter.ts'

/** As many as one page of older entries holds at most. */
export const PAGE = 100

/** Entries older than the one with the id `before`, newest first. */
export async function fetchOlder(before: number, filter: JournalFilter): Promise<Entry[]> {
  const chosen = queryOf(filter)
  const query = `limit=${PAGE}&before=${before}${chosen && `&${chosen}`}`
  return list(await get(`/events?${query}`), readEntry)
}
