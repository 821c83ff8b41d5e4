import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sample } from '../../history/sample.ts'
import { createRecentSamples } from './recent.ts'

const aSample = (atMs: number): Sample => ({
  atMs,
  peers: 1,
  speedDown: 2,
  speedUp: null,
  downloaded: atMs,
  uploaded: 0,
  status: 'dl',
})

test('each stream keeps its own newest half hour of samples until it is dropped', () => {
  const recent = createRecentSamples()
  const moments = Array.from({ length: 370 }, (_, n) => n * 5000)
  for (const atMs of moments) recent.append('a', aSample(atMs))
  recent.append('b', aSample(9))
  assert.deepEqual(recent.read('a'), moments.slice(-360).map(aSample))
  assert.deepEqual(recent.read('b'), [aSample(9)])
  recent.drop('a')
  assert.deepEqual(recent.read('a'), [])
  assert.equal(recent.read('b').length, 1)
})
