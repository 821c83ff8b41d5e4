import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../../fleet/model.ts'
import { readEntry } from '../../fleet/reading/readers.ts'
import { byDay, joinEntries, NOTHING_SEEN, seeMore } from './timeline.ts'

const entry = (id: number, timestamp: string) => {
  const read = readEntry({ id, timestamp, message: '' })
  if (read === null) throw new Error('an entry with an id is one')
  return read
}

test('recent and older entries join, newest first and none twice', () => {
  const [a, b, c] = [entry(1, 'x'), entry(2, 'x'), entry(3, 'x')]
  assert.deepEqual(
    joinEntries([c, b], [b, a]).map(({ id }) => id),
    [3, 2, 1],
  )
  const recent = [c]
  assert.equal(joinEntries(recent, []), recent)
})

test('entries are put under their local day', () => {
  const lines = [
    entry(3, '2026-01-02T12:00:00Z'),
    entry(2, '2026-01-01T12:00:00Z'),
    entry(1, '2026-01-01T11:00:00Z'),
  ]
  const days = byDay(lines.map((line) => ({ entry: line, folded: [] })))
  assert.deepEqual(
    days.map(({ rows }) => rows.length),
    [1, 2],
  )
})

const entries = (...ids: number[]): Entry[] => ids.map((id) => entry(id, '2026-11-22T12:00:00Z'))

test('what the server no longer sends among the newest stays on the page', () => {
  const first = seeMore(NOTHING_SEEN, entries(5, 4, 3))
  const second = seeMore(first, entries(7, 6, 5))
  assert.deepEqual(
    second.entries.map(({ id }) => id),
    [7, 6, 5, 4, 3],
  )
  const third = seeMore(second, entries(9, 8))
  assert.deepEqual([third.entries.length, third.run], [7, 0])
})

test('a page that missed entries starts over instead of showing a gap', () => {
  const first = seeMore(NOTHING_SEEN, entries(5, 4, 3))
  const later = seeMore(first, entries(90, 89, 88))
  assert.deepEqual([later.entries.map(({ id }) => id), later.run], [[90, 89, 88], 1])
})
