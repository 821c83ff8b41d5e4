import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Sample } from '../../history/sample.ts'
import { pack, unpack } from './packing.ts'

const maybe = (arbitrary: fc.Arbitrary<number>) => fc.option(arbitrary)
const whole = fc.integer({ min: 0, max: 1e13 })
const speed = fc.oneof(
  fc.integer({ min: 0, max: 1e6 }),
  fc.integer({ min: 0, max: 1e8 }).map((hundredths) => hundredths / 100),
)
const anySample: fc.Arbitrary<Sample> = fc.record(
  {
    atMs: whole,
    peers: maybe(speed),
    speedDown: maybe(speed),
    speedUp: maybe(speed),
    downloaded: maybe(whole),
    uploaded: maybe(whole),
    status: fc.option(fc.oneof(fc.constantFrom('', 'dl', 'prebuf'), fc.string({ unit: 'grapheme' }))),
  },
  { noNullPrototype: true },
)

test('what is packed comes out as it went in', () => {
  fc.assert(
    fc.property(fc.array(anySample), (samples) => {
      assert.deepEqual(unpack(pack(samples)), samples)
    }),
  )
})

test('an hour of a steady stream takes less than 14 bytes a sample', () => {
  let downloaded = 5e9
  let uploaded = 1e9
  const hour = Array.from({ length: 720 }, (_, n): Sample => {
    const speedDown = 700 + ((n * 7919) % 400)
    downloaded += speedDown * 1024 * 5
    uploaded += (n % 50) * 1024 * 5
    const atMs = 1.767e12 + n * 5_000 + ((n * 31) % 40)
    return { atMs, peers: 20 + (n % 7), speedDown, speedUp: n % 50, downloaded, uploaded, status: 'dl' }
  })
  assert.ok(pack(hour).length < 720 * 14, `${pack(hour).length / 720} bytes a sample`)
})

test('bytes that were cut short are refused', () => {
  const bytes = pack([
    { atMs: 1, peers: 2, speedDown: 3, speedUp: 4, downloaded: 5, uploaded: 6, status: 'dl' },
  ])
  assert.throws(() => unpack(bytes.subarray(0, 5)), /cut short/)
})

test('whatever bytes a disk gives back, they end in samples or an error, and in no more samples than bytes', () => {
  const first = fc.constantFrom(1, 1, 1, 0)
  fc.assert(
    fc.property(first, fc.uint8Array({ maxLength: 60 }), (format, rest) => {
      const bytes = Uint8Array.from([format, ...rest])
      try {
        assert.ok(unpack(bytes).length <= bytes.length)
      } catch (error) {
        assert.match(String(error), /unpacking samples/)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('numbers that nothing measures are packed as absent', () => {
  const sample = { atMs: 1, peers: 2, speedDown: 3, speedUp: 4, downloaded: 5, uploaded: 6, status: 'dl' }
  for (const none of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 1e300, -1e300])
    assert.deepEqual(unpack(pack([{ ...sample, speedDown: none, downloaded: none }])), [
      { ...sample, speedDown: null, downloaded: null },
    ])
})
