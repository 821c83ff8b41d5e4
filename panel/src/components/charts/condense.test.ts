import assert from 'node:assert/strict'
import { test } from 'node:test'
import { condensed } from './condense.ts'

const HOUR_MS = 3_600_000
const every = (stepMs: number, valueAt: (index: number) => number | null, until = HOUR_MS) =>
  Array.from({ length: until / stepMs }, (_, index) => ({ x: index * stepMs, y: valueAt(index) }))

test('few points stay as they are', () => {
  const points = every(10_000, (index) => index)
  assert.equal(condensed(points, 0, HOUR_MS), points)
})

test('many become two hundred averages, each with its least and its most', () => {
  const points = every(1_000, (index) => index % 2)
  const line = condensed(points, 0, HOUR_MS)
  assert.equal(line.length, 200)
  for (const { y, spread } of line) {
    assert.equal(y, 0.5)
    assert.deepEqual(spread, [0, 1])
  }
  assert.ok(line.every(({ x }, index) => index === 0 || x > (line[index - 1]?.x ?? 0)))
})

test('nothing lies outside of its band, and a gap stays a gap', () => {
  const points = every(1_000, (index) => Math.sin(index) * 5).filter(
    ({ x }) => x < HOUR_MS / 4 || x > HOUR_MS / 2,
  )
  const line = condensed(points, 0, HOUR_MS)
  for (const { y, spread } of line) {
    if (y !== null && spread) assert.ok(spread[0] <= y && y <= spread[1])
  }
  const gap = line.findIndex(({ y }) => y === null)
  assert.ok(gap > 0 && (line[gap + 1]?.x ?? 0) > HOUR_MS / 2 - 60_000)
})

test('a step in which nothing was known is a gap in the line', () => {
  const line = condensed(
    every(1_000, (index) => (index < 1_800 ? null : 3)),
    0,
    HOUR_MS,
  )
  assert.equal(line[0]?.y, null)
  assert.equal(line.at(-1)?.y, 3)
})

test('averages that bring their own extremes keep them', () => {
  const points = Array.from({ length: 500 }, (_, n) => ({ x: n, y: 10, spread: [2, 30] as const }))
  const [first] = condensed(points, 0, 500)
  assert.deepEqual([first?.y, first?.spread], [10, [2, 30]])
})
