import assert from 'node:assert/strict'
import { test } from 'node:test'
import { looksLikePlayback } from './playback.ts'

const KIB = 1024
const over10s = (rx: number, tx: number) =>
  looksLikePlayback(
    { atMs: 0, rxBytes: 5, txBytes: 5 },
    { atMs: 10_000, rxBytes: 5 + rx * KIB * 10, txBytes: 5 + tx * KIB * 10 },
  )

const CASES: readonly (readonly [what: string, rx: number, tx: number, isPlayback: boolean])[] = [
  ['a channel that is watched', 1000, 1000, true],
  ['a channel that is watched while it is seeded to many', 500, 3500, true],
  ['a radio that is heard', 40, 40, true],
  ['an engine that only seeds, with acknowledgements of 4 %', 80, 2000, false],
  ['an engine that fetches and nobody reads', 2000, 80, false],
  ['an engine that is only probed', 1, 2, false],
]
for (const [what, rx, tx, isPlayback] of CASES)
  test(`${what} is ${isPlayback ? '' : 'not '}playback`, () => assert.equal(over10s(rx, tx), isPlayback))

test('counters that began again, or no time between two readings, say nothing', () => {
  const late = { atMs: 10_000, rxBytes: 9e9, txBytes: 9e9 }
  assert.equal(looksLikePlayback(late, { atMs: 20_000, rxBytes: 1, txBytes: 1 }), false)
  assert.equal(looksLikePlayback({ ...late, rxBytes: 0, txBytes: 0 }, late), false)
})
