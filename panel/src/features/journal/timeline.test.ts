import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEntry } from '../../lib/normalise.ts'
import { byDay, joinEntries } from './timeline.ts'

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
  const days = byDay([
    entry(3, '2026-01-02T12:00:00Z'),
    entry(2, '2026-01-01T12:00:00Z'),
    entry(1, '2026-01-01T11:00:00Z'),
  ])
  assert.deepEqual(
    days.map(({ entries }) => entries.length),
    [1, 2],
  )
})
