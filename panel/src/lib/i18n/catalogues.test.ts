import assert from 'node:assert/strict'
import { test } from 'node:test'
import { en } from './en.ts'
import { es } from './es.ts'

type Leaf = readonly [path: string, value: unknown]

const leaves = (value: unknown, path = ''): Leaf[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`))
    : [[path, value]]

test('both catalogues have the same entries of the same kinds', () => {
  const kinds = (catalogue: unknown) => leaves(catalogue).map(([path, value]) => `${path}:${typeof value}`)
  assert.deepEqual(kinds(es).toSorted(), kinds(en).toSorted())
})

test('a functional entry takes as many values in both languages', () => {
  const spanish = new Map(leaves(es))
  for (const [path, value] of leaves(en)) {
    if (typeof value !== 'function') continue
    const other = spanish.get(path)
    // The sentences of faults may leave out the fault they are given.
    if (path.startsWith('.faults')) continue
    assert.equal(typeof other === 'function' && other.length, value.length, path)
  }
})

test('no sentence was left in English', () => {
  const spanish = new Map(leaves(es))
  const same = leaves(en).filter(
    ([path, value]) => typeof value === 'string' && value.length > 24 && spanish.get(path) === value,
  )
  assert.deepEqual(same, [])
})
