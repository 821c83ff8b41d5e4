import { get } from '../../connection/http/api.ts'
import type { Entry } from '../../fleet/model.ts'
import { list } from '../../fleet/reading/read.ts'
import { readEntry } from '../../fleet/reading/readers.ts'
import type { TypeFilter } from './timeline.ts'

/** As many as one page of older entries holds at most. */
export const PAGE = 100

/** Entries older than the one with the id `before`, newest first. */
export async function fetchOlder(before: number, type: TypeFilter): Promise<Entry[]> {
  const typed = type === 'all' ? '' : `&type=${type}`
  return list(await get(`/events?limit=${PAGE}&before=${before}${typed}`), readEntry)
}
