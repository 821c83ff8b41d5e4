import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../../fleet/model.ts'
import { foldEntries } from './fold.ts'

const entry = (id: number, change: Partial<Entry> = {}): Entry =>
  ({
    id,
    event_type: 'engine',
    category: 'created',
    severity: 'info',
    container_id: 'engine-1',
    incident_id: null,
    ...change,
  }) as Entry

const shape = (entries: readonly Entry[]) =>
  foldEntries(entries).map(({ entry: { id }, folded }) => [id, folded.map((one) => one.id)])

test('entries that belong to nothing are rows of their own, in their order', () => {
  assert.deepEqual(shape([entry(3), entry(2), entry(1)]), [
    [3, []],
    [2, []],
    [1, []],
  ])
})

test('an incident is one row where its newest entry stood, spoken for by its worst', () => {
  const of = { incident_id: 'i-1' }
  const entries = [
    entry(9),
    entry(8, of),
    entry(7, { ...of, severity: 'warning' }),
    entry(6),
    entry(5, { ...of, severity: 'critical' }),
  ]
  assert.deepEqual(shape(entries), [
    [9, []],
    [5, [8, 7]],
    [6, []],
  ])
})

test('being removed and having been removed are one row, worded as it ended', () => {
  const removed = entry(4, { category: 'removed' })
  const removing = entry(2, { category: 'removing' })
  assert.deepEqual(shape([removed, entry(3, { container_id: 'engine-2' }), removing]), [
    [4, [2]],
    [3, []],
  ])
  assert.deepEqual(shape([entry(4, { category: 'removed', container_id: 'engine-2' }), removing]), [
    [4, []],
    [2, []],
  ])
})

test('a removal within an incident is the incident’s', () => {
  const of = { incident_id: 'i-1' }
  assert.deepEqual(
    shape([entry(3, { ...of, category: 'removed' }), entry(2, { category: 'removing' }), entry(1, of)]),
    [
      [1, [3]],
      [2, []],
    ],
  )
})
