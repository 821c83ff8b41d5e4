import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinSamples, series, withGaps } from './gaps.ts'

const at = (seconds: number, speed: number | null = 1000) => ({
  ts: new Date(seconds * 1000).toISOString(),
  peers: 3,
  speed_down: speed,
  speed_up: 0,
  downloaded: null,
  uploaded: null,
  status: 'dl',
})

test('a pause of more than three usual steps becomes a gap', () => {
  const points = [0, 5, 10, 40, 45].map((seconds) => ({ x: seconds * 1000, y: 1 }))
  const drawn = withGaps(points)
  assert.deepEqual(
    drawn.map(({ y }) => y),
    [1, 1, 1, null, 1, 1],
  )
  assert.equal(drawn[3]?.x, 10_001)
})

test('an even series has no gap, whatever its step', () => {
  for (const step of [1_000, 60_000]) {
    const points = [0, 1, 2, 3].map((n) => ({ x: n * step, y: n }))
    assert.deepEqual(withGaps(points), points)
  }
  assert.deepEqual(withGaps([]), [])
})

test('speeds are drawn in MB/s, peers as they are, unknown values as nothing', () => {
  assert.deepEqual(
    series([at(0), at(1, null)], 'speed_down').map(({ y }) => y),
    [1.024, null],
  )
  assert.deepEqual(series([at(0)], 'peers'), [{ x: 0, y: 3 }])
})

test('an average is drawn with its extremes, a single reading without', () => {
  const of = (speed: number) => ({ peers: 1, speed_down: speed, speed_up: 0 })
  const averaged = { ...at(0), min: of(500), max: of(2000) }
  assert.deepEqual(series([averaged], 'speed_down'), [{ x: 0, y: 1.024, spread: [0.512, 2.048] }])
  assert.deepEqual(series([averaged], 'peers'), [{ x: 0, y: 3 }], 'all the same: there is no band')
})

test('live readings continue the history without one twice, and the window cuts both', () => {
  const joined = joinSamples([at(1), at(2), at(3)], [at(2), at(3), at(4)], 2_000)
  assert.deepEqual(
    joined.map(({ ts }) => ts),
    [at(2).ts, at(3).ts, at(4).ts],
  )
})
