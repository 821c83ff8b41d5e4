import assert from 'node:assert/strict'
import { test } from 'node:test'
import { same } from './same.ts'

const PAIRS: readonly (readonly [a: unknown, b: unknown, is: boolean])[] = [
  [Number.NaN, Number.NaN, true],
  [1, '1', false],
  [null, undefined, false],
  [null, {}, false],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, false],
  [[1, 2], [2, 1], false],
  [new Map([['a', 1]]), new Map([['a', 1]]), true],
  [new Set([1]), new Set([2]), false],
]

for (const [a, b, is] of PAIRS)
  test(`${String(JSON.stringify(a))} and ${String(JSON.stringify(b))} are ${is ? '' : 'not '}the same`, () => {
    assert.equal(same(a, b), is)
    assert.equal(same(b, a), is)
  })
