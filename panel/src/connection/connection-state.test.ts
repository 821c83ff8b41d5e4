import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshness, INITIAL_CONNECTION } from './connection-state.ts'

test('data ages by the pace at which it should come', () => {
  const polling = (everySeconds: number | null) => ({ ...INITIAL_CONNECTION, updatedMs: 0, everySeconds })
  assert.equal(freshness(polling(2), 5_000), 'fresh')
  assert.equal(freshness(polling(2), 7_000), 'aging')
  assert.equal(freshness(polling(2), 31_000), 'old')
  assert.equal(freshness(polling(30), 70_000), 'fresh')
  assert.equal(freshness(polling(30), 181_000), 'old')
  assert.equal(freshness(polling(null), 16_000), 'fresh')
  assert.equal(freshness(polling(null), 21_000), 'aging')
  assert.equal(freshness(polling(null), 49_000), 'old')
  assert.equal(freshness({ ...polling(2), phase: 'offline' }, 3_000), 'aging')
  assert.equal(freshness({ ...polling(2), phase: 'offline' }, 31_000), 'old')
  assert.equal(freshness(INITIAL_CONNECTION, 99_000), 'fresh')
})
