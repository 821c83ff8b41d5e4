import type { Entry } from '../../fleet/model.ts'
import { timeOf } from '../../i18n/format.ts'
import type { Row } from './fold.ts'

export const TYPES = ['all', 'engine', 'stream', 'vpn', 'health', 'system'] as const
export type TypeFilter = (typeof TYPES)[number]

/** Both lists, newest first, no entry twice. */
export function joinEntries(recent: readonly Entry[], older: readonly Entry[]): readonly Entry[] {
  if (older.length === 0) return recent
  const known = new Map([...older, ...recent].map((entry) => [entry.id, entry]))
  return [...known.values()].toSorted((a, b) => b.id - a.id)
}

/** What has been read of the journal while the page is open. Another `run` begins where entries in between were missed. */
export interface Seen {
  readonly recent: readonly Entry[]
  readonly entries: readonly Entry[]
  readonly run: number
}

export const NOTHING_SEEN: Seen = { recent: [], entries: [], run: 0 }

/** The server sends the newest entries only: earlier ones stay, unless there is a gap before the new ones. */
export function seeMore(seen: Seen, recent: readonly Entry[]): Seen {
  const newest = seen.entries[0]?.id ?? Number.POSITIVE_INFINITY
  const oldest = recent.at(-1)?.id ?? 0
  return newest < oldest - 1
    ? { recent, entries: recent, run: seen.run + 1 }
    : { recent, entries: joinEntries(recent, seen.entries), run: seen.run }
}

export interface Day {
  readonly day: string
  readonly rows: readonly Row[]
}

/** The rows by local day, in their order. */
export function byDay(rows: readonly Row[]): Day[] {
  const dayOf = ({ entry }: Row) => new Date(timeOf(entry.timestamp) ?? 0).toDateString()
  return [...Map.groupBy(rows, dayOf)].map(([day, within]) => ({ day, rows: within }))
}
