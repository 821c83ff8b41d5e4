import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pullQuery } from './images.ts'
import { createPullTally } from './pull-tally.ts'

const DIGEST = `sha256:${'0'.repeat(64)}`

const REFERENCES: readonly (readonly [reference: string, fromImage: string, tag: string])[] = [
  ['jopsis/aceserve', 'jopsis/aceserve', 'latest'],
  ['jopsis/aceserve:v3.2.14', 'jopsis/aceserve', 'v3.2.14'],
  ['registry.lan:5000/engine', 'registry.lan:5000/engine', 'latest'],
  ['registry.lan:5000/engine:1', 'registry.lan:5000/engine', '1'],
  [`jopsis/aceserve@${DIGEST}`, 'jopsis/aceserve', DIGEST],
  [`jopsis/aceserve:latest@${DIGEST}`, 'jopsis/aceserve', DIGEST],
]

for (const [reference, fromImage, tag] of REFERENCES)
  test(`${reference.slice(0, 40)} is pulled as one tag, never as all`, () => {
    assert.deepEqual(pullQuery(reference), { fromImage, tag })
  })

test('progress adds up the layers, and knows the whole only once every size is known', () => {
  const tally = createPullTally()
  assert.deepEqual(tally.progress(), { doneBytes: 0, totalBytes: null })
  tally.add({ status: 'Pulling from jopsis/aceserve', id: 'latest' })
  tally.add({ status: 'Already exists', id: 'base' })
  tally.add({ status: 'Pulling fs layer', id: 'a' })
  tally.add({ status: 'Pulling fs layer', id: 'b' })
  tally.add({ status: 'Downloading', id: 'a', progressDetail: { current: 40, total: 100 } })
  assert.deepEqual(tally.progress(), { doneBytes: 40, totalBytes: null })
  tally.add({ status: 'Downloading', id: 'b', progressDetail: { current: 10, total: 50 } })
  assert.deepEqual(tally.progress(), { doneBytes: 50, totalBytes: 150 })
  tally.add({ status: 'Download complete', id: 'a' })
  tally.add({ status: 'Extracting', id: 'a', progressDetail: { current: 5, total: 100 } })
  tally.add({ status: 'Pull complete', id: 'b' })
  assert.deepEqual(tally.progress(), { doneBytes: 150, totalBytes: 150 })
})
