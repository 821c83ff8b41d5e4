import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { average, intoSteps, median, thinned } from './rollup.ts'
import type { Sample } from './sample.ts'

const sample = (atMs: number, more: Partial<Sample> = {}): Sample => ({
  atMs,
  peers: 4,
  speedDown: 100,
  speedUp: 10,
  downloaded: atMs,
  uploaded: 1,
  status: 'dl',
  ...more,
})

const maybe = (arbitrary: fc.Arbitrary<number>) => fc.option(arbitrary)
const anySamples: fc.Arbitrary<Sample[]> = fc
  .array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 400_000 }),
      peers: maybe(fc.integer({ min: 0, max: 500 })),
      speedDown: maybe(fc.integer({ min: 0, max: 20_000 })),
      speedUp: maybe(fc.integer({ min: 0, max: 20_000 })),
      downloaded: maybe(fc.integer({ min: 0, max: 1e12 })),
      uploaded: maybe(fc.integer({ min: 0, max: 1e12 })),
      status: fc.option(fc.constantFrom('dl', 'prebuf', 'idle')),
    }),
  )
  .map((samples) => samples.toSorted((a, b) => a.atMs - b.atMs))

test('a step averages speeds and peers, and keeps the last totals and status', () => {
  assert.deepEqual(
    intoSteps(
      [sample(60_000, { peers: 1, speedDown: 10 }), sample(119_999, { peers: 2, status: 'buf' })],
      60_000,
    ),
    [sample(60_000, { peers: 1.5, speedDown: 55, downloaded: 119_999, status: 'buf' })],
  )
})

test('what is unknown takes no part in an average, and all unknown stays unknown', () => {
  const unknown = { peers: null, speedDown: null, downloaded: null, status: null }
  const [first, second] = intoSteps([sample(0), sample(1, unknown), sample(60_000, unknown)], 60_000)
  assert.deepEqual(first, sample(0))
  assert.deepEqual(second, sample(60_000, unknown))
})

test('a gap stays a gap', () => {
  const steps = intoSteps([sample(0), sample(300_000)], 60_000)
  assert.deepEqual(
    steps.map(({ atMs }) => atMs),
    [0, 300_000],
  )
})

test('few samples come as they are', () => {
  const samples = [sample(1), sample(2)]
  assert.equal(thinned(samples, { sinceMs: 0, untilMs: 10, limit: 2 }), samples)
})

/** Points without the extremes that their averages hide. */
const averages = (points: readonly Sample[]) => points.map(({ least: _, most: __, ...point }) => point)

test('what was averaged before is not set between finer points', () => {
  const mixed = [sample(0), sample(60_000), sample(120_000), sample(125_000), sample(130_000)]
  const window = { sinceMs: 0, untilMs: 180_000, limit: 9 }
  assert.deepEqual(averages(thinned(mixed, window, 60_000)), intoSteps(mixed, 60_000))
  assert.deepEqual(averages(thinned(mixed, { ...window, limit: 4 }, 60_000)), intoSteps(mixed, 60_000))
  assert.deepEqual(averages(thinned(mixed, { ...window, limit: 3 }, 60_000)), intoSteps(mixed, 120_000))
})

test('steps are equal, ordered, only where samples are, and lie within the extremes of their samples', () => {
  fc.assert(
    fc.property(anySamples, fc.integer({ min: 1, max: 90_000 }), (samples, stepMs) => {
      const steps = intoSteps(samples, stepMs)
      const occupied = [...new Set(samples.map(({ atMs }) => Math.floor(atMs / stepMs) * stepMs))]
      assert.deepEqual(
        steps.map(({ atMs }) => atMs),
        occupied,
      )
      for (const step of steps) {
        const inside = samples.filter(({ atMs }) => atMs >= step.atMs && atMs < step.atMs + stepMs)
        const known = inside.flatMap(({ speedDown }) => speedDown ?? [])
        if (known.length === 0) assert.equal(step.speedDown, null)
        else {
          assert.ok(Number(step.speedDown) >= Math.min(...known))
          assert.ok(Number(step.speedDown) <= Math.max(...known))
        }
      }
    }),
  )
})

test('never more points than asked for, and the newest sample is always among them', () => {
  fc.assert(
    fc.property(anySamples, fc.integer({ min: 1, max: 50 }), (samples, limit) => {
      const points = thinned(samples, { sinceMs: 0, untilMs: 400_000, limit })
      assert.ok(points.length <= limit)
      const newest = samples.at(-1)
      if (newest)
        assert.ok(Number(points.at(-1)?.atMs) > newest.atMs - 400_000 / Math.max(1, limit - 1) - 1_000)
    }),
  )
})

test('averaging one sample gives it back at the asked time', () => {
  fc.assert(
    fc.property(anySamples, (samples) => {
      for (const one of samples) assert.deepEqual(average([one], 7), { ...one, atMs: 7 })
    }),
  )
})

test('the median is in the middle', () => {
  assert.equal(median([]), null)
  assert.equal(median([3]), 3)
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([10, 1, 2, 9]), 5.5)
})

test('a thinned step has the extremes that its average hides; a single reading has none', () => {
  const window = { sinceMs: 0, untilMs: 120_000, limit: 3 }
  const speeds = [10, 400, 70, null].map((speedDown, n) => sample(n * 1000, { speedDown, peers: null }))
  const [first, second, ...others] = thinned([...speeds, sample(61_000)], window)
  assert.deepEqual(others, [])
  assert.equal(first?.speedDown, 160)
  assert.deepEqual(first?.least, { peers: null, speedDown: 10, speedUp: 10 })
  assert.deepEqual(first?.most, { peers: null, speedDown: 400, speedUp: 10 })
  assert.deepEqual([second?.least, second?.most], [undefined, undefined])
})

test('what was thinned before keeps its extremes when it is thinned again', () => {
  fc.assert(
    fc.property(anySamples, (samples) => {
      const once = thinned(samples, { sinceMs: 0, untilMs: 400_000, limit: 5 })
      const twice = thinned(once, { sinceMs: 0, untilMs: 400_000, limit: 2 })
      const known = samples.flatMap(({ peers }) => peers ?? [])
      const most = twice.flatMap((each) => (each.most ?? each).peers ?? [])
      const least = twice.flatMap((each) => (each.least ?? each).peers ?? [])
      if (twice.length < 2 || known.length === 0) return
      assert.equal(Math.max(...most), Math.max(...known))
      assert.equal(Math.min(...least), Math.min(...known))
    }),
  )
})
