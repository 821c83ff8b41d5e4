import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSightings } from './sightings.ts'

test('what was seen by itself after a moment is newer than a list that began then, and only that', () => {
  const sightings = createSightings()
  sightings.noteSeen('a')
  const moment = sightings.moment()
  sightings.noteSeen('b')
  assert.deepEqual(
    ['a', 'b', 'never'].map((id) => sightings.isNewerThan(id, moment)),
    [false, true, false],
  )
})

test('what was found gone is gone for readings that began before, and newer than lists that did', () => {
  const sightings = createSightings()
  const before = sightings.moment()
  sightings.noteGone('a')
  assert.ok(sightings.isGoneSince('a', before))
  assert.ok(sightings.isNewerThan('a', before))
  assert.ok(!sightings.isGoneSince('a', sightings.moment()))
})

test('a settled list leaves what is newer than it, and every tombstone', () => {
  const sightings = createSightings()
  sightings.noteGone('a')
  const moment = sightings.moment()
  sightings.noteSeen('b')
  sightings.settle(moment)
  assert.ok(sightings.isNewerThan('b', moment))
  assert.ok(!sightings.isNewerThan('a', 0))
  assert.ok(sightings.isGoneSince('a', 0))
})

test('only the newest thousand tombstones are kept', () => {
  const sightings = createSightings()
  for (let n = 0; n <= 1000; n++) sightings.noteGone(`engine-${n}`)
  assert.ok(!sightings.isGoneSince('engine-0', 0))
  assert.ok(sightings.isGoneSince('engine-1', 0))
})
