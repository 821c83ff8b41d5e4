import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSampleRing } from './ring.ts'
import type { Sample } from './sample.ts'

const maybe = fc.option(fc.integer({ min: 0, max: 1e12 }))
const anySample: fc.Arbitrary<Sample> = fc.record(
  {
    atMs: fc.integer({ min: 0, max: 2e12 }),
    peers: maybe,
    speedDown: maybe,
    speedUp: maybe,
    downloaded: maybe,
    uploaded: maybe,
    status: fc.option(fc.constantFrom('dl', 'prebuf', 'idle')),
  },
  { noNullPrototype: true },
)

test('a ring holds the newest samples exactly as they came', () => {
  fc.assert(
    fc.property(
      fc.array(anySample, { maxLength: 300 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 0, max: 2e12 }),
      (samples, capacity, sinceMs) => {
        const ring = createSampleRing(capacity)
        for (const sample of samples) ring.push(sample)
        const newest = samples.slice(-capacity)
        assert.equal(ring.size, newest.length)
        assert.deepEqual(
          ring.since(sinceMs),
          newest.filter(({ atMs }) => atMs >= sinceMs),
        )
      },
    ),
  )
})

test('an engine that invents status words does not fill the memory', () => {
  const ring = createSampleRing(1_000)
  const unknown = { peers: null, speedDown: null, speedUp: null, downloaded: null, uploaded: null }
  for (let n = 0; n < 1_000; n++) ring.push({ ...unknown, atMs: n, status: `word ${n}` })
  const words = ring.since(0).filter(({ status }) => status !== null)
  assert.equal(words.length, 64)
})
