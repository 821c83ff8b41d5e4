import type { Stream } from '../../streams/stream.ts'

/** With all the labels that it may have a stream is 64 kB, and many may read at once: 20 readers took 560 MB by pages of 100, 330 MB by these. */
const PAGE = 25

/** Ended streams that started before that one, newest first; null: the newest of all. */
export type ReadEnded = (before: Stream | null, limit: number) => Promise<readonly Stream[]>

/** Ended streams, newest first and `most` at most: those in memory and those the store has, read as they are taken. */
export async function* endedPages(
  held: readonly Stream[],
  read: ReadEnded,
  most: number,
): AsyncGenerator<readonly Stream[], void> {
  const known = new Set(held.map(({ id }) => id))
  let waiting = held.toSorted(newestFirst)
  let last: Stream | null = null
  for (let left = most; left > 0; ) {
    const kept: readonly Stream[] = await read(last, Math.min(PAGE, left))
    last = kept.at(-1) ?? null
    const reachesToMs = last?.startedAtMs ?? Number.NEGATIVE_INFINITY
    const due = waiting.filter(({ startedAtMs }) => startedAtMs >= reachesToMs)
    waiting = waiting.slice(due.length)
    const others = kept.filter(({ id, phase }) => phase === 'ended' && !known.has(id))
    const page = [...due, ...others].sort(newestFirst).slice(0, left)
    left -= page.length
    yield page
    if (last === null) return
  }
}

function newestFirst(a: Stream, b: Stream): number {
  return b.startedAtMs - a.startedAtMs
}
