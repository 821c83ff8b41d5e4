import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evidenceOf, type Sight } from './playback.ts'

const KIB = 1024
const START: Sight = { atMs: 0, counters: { rxBytes: 5, txBytes: 5 }, readers: null, reported: false }

/** KiB/s for ten seconds. */
function later(rx: number, tx: number, change: Partial<Sight> = {}): Sight {
  const counters = { rxBytes: 5 + rx * KIB * 10, txBytes: 5 + tx * KIB * 10 }
  return { ...START, atMs: 10_000, counters, ...change }
}

const CASES: readonly (readonly [what: string, rx: number, tx: number, evidence: 'seen' | 'none'])[] = [
  ['a channel that is watched', 1000, 1000, 'seen'],
  ['a channel that is watched while it is seeded to many', 500, 3500, 'seen'],
  ['a radio that is heard', 40, 40, 'seen'],
  ['an engine that only seeds, with acknowledgements of 4 %', 80, 2000, 'none'],
  ['an engine that fetches and nobody reads', 2000, 80, 'none'],
  ['an engine that is only probed', 1, 2, 'none'],
]
for (const [what, rx, tx, evidence] of CASES)
  test(`${what}: ${evidence}`, () => assert.equal(evidenceOf(START, later(rx, tx)), evidence))

test('counters that began again, or no time between two readings, say nothing', () => {
  const late = later(9e5, 9e5)
  assert.equal(evidenceOf(late, later(0, 0, { atMs: 20_000 })), 'none')
  assert.equal(evidenceOf(later(0, 0), late), 'none')
})

test('the traffic of a reported stream is no evidence of anybody else', () => {
  assert.equal(evidenceOf({ ...START, reported: true }, later(1000, 1000)), 'none')
  assert.equal(evidenceOf(START, later(1000, 1000, { reported: true })), 'none')
})

const [ONE, OTHER] = [new Set(['172.17.0.1:4001']), new Set(['172.17.0.1:4002'])]

test('a cached film that is read differs from seeding by the connection that is held', () => {
  const before = { ...START, readers: ONE }
  assert.equal(evidenceOf(before, later(40, 1000, { readers: ONE })), 'seen')
  assert.equal(evidenceOf(before, later(40, 1000, { readers: OTHER })), 'none')
  assert.equal(evidenceOf(before, later(1, 1, { readers: ONE })), 'none')
})

test('without counters of its own a held connection is a viewer, and without either nothing is known', () => {
  const before = { ...START, counters: null, readers: ONE }
  assert.equal(evidenceOf(before, { ...before, atMs: 10_000 }), 'seen')
  assert.equal(evidenceOf(before, { ...before, atMs: 10_000, readers: OTHER }), 'none')
  assert.equal(evidenceOf({ ...before, readers: null }, { ...before, atMs: 10_000 }), 'unknown')
})
