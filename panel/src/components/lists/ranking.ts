/** What items are ordered by. `null` (not known) comes last in either direction. */
export type Rank = string | number | null

export interface Ranking<Item> {
  readonly of: (item: Item) => Rank
  /** What somebody who chooses this order looks for. */
  readonly first: 'low' | 'high'
}

export type Rankings<Item> = Readonly<Record<string, Ranking<Item>>>

/** An order as the address holds it: a column's name, with `-` before it the other way round. */
export interface Order {
  readonly by: string
  readonly turned: boolean
}

export const readOrder = (text: string | undefined): Order | null =>
  text === undefined || text === ''
    ? null
    : text.startsWith('-')
      ? { by: text.slice(1), turned: true }
      : { by: text, turned: false }

/** A column's next order when its name is pressed: its own, then the other way round, then none. */
export function nextOrder(now: Order | null, by: string): string | null {
  if (now?.by !== by) return by
  return now.turned ? null : `-${by}`
}

/** Whether low values come first. */
export const isAscending = (first: 'low' | 'high', turned: boolean): boolean => (first === 'low') !== turned

function compare(a: Rank, b: Rank, ascending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const difference =
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : a === b ? 0 : 1
  return ascending ? difference : -difference
}

/** The items in this order; equal ones stay as they were. An order of another list leaves all as they were. */
export function ranked<Item>(
  items: readonly Item[],
  rankings: Rankings<Item>,
  order: Order | null,
): readonly Item[] {
  const ranking = order === null || !Object.hasOwn(rankings, order.by) ? undefined : rankings[order.by]
  if (ranking === undefined || order === null) return items
  const ascending = isAscending(ranking.first, order.turned)
  return items
    .map((item) => ({ item, rank: ranking.of(item) }))
    .toSorted((a, b) => compare(a.rank, b.rank, ascending))
    .map(({ item }) => item)
}
