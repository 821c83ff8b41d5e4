import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoffMs } from './backoff.ts'

const DELAYS: readonly (readonly [failures: number, delayMs: number])[] = [
  [0, 0],
  [1, 100],
  [2, 200],
  [5, 1600],
  [6, 3000],
  [7, 3000],
  [1_000_000, 3000], // 2 ** 1_000_000 is no number
]

for (const [failures, delayMs] of DELAYS)
  test(`after ${failures} failures the delay is ${delayMs} ms`, () =>
    assert.equal(backoffMs(failures, { firstMs: 100, longestMs: 3000 }), delayMs))
