import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_WORLD } from './model.ts'
import { readEngine } from './reading/readers.ts'
import { extendTrend, type Trend } from './trend.ts'

const engines = [
  readEngine({ container_id: 'a', health_status: 'healthy' }),
  readEngine({ container_id: 'b' }),
].filter((engine) => engine !== null)
const world = { ...EMPTY_WORLD, engines, streams: [] }

test('the trend takes one point every few seconds', () => {
  const one = extendTrend([], world, 1_000)
  assert.deepEqual([one[0]?.engines, one[0]?.healthy, one[0]?.vpn], [2, 1, null])
  assert.equal(extendTrend(one, world, 2_000), one)
  assert.equal(extendTrend(one, world, 6_000).length, 2)
})

test('the trend is bounded, and an empty world adds nothing to it', () => {
  let trend: Trend = []
  for (let n = 0; n < 100; n += 1) trend = extendTrend(trend, world, n * 5_000)
  assert.equal(trend.length, 60)
  assert.equal(extendTrend(trend, EMPTY_WORLD, 1e9), trend)
})
