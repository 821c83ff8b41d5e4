import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { en } from './en/en.ts'
import { es } from './es/es.ts'

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

test('a catalogue that is fetched needs nothing of the page, which waits for it', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  for (const file of globSync('es/**/*.ts', { cwd: folder, exclude: ['**/*.test.ts'] })) {
    const imported = [
      ...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/^import (?!type).* from '(.*)'/gm),
    ]
    for (const [, from = ''] of imported)
      assert.ok(join('/', dirname(file), from).startsWith('/es/'), `${file} imports ${from}`)
  }
})

test('no sentence was left in English', () => {
  const spanish = new Map(leaves(es))
  const same = leaves(en).filter(
    ([path, value]) => typeof value === 'string' && value.length > 24 && spanish.get(path) === value,
  )
  assert.deepEqual(same, [])
})

test('no word stands between tags or in a spoken attribute outside the catalogues', () => {
  const root = fileURLToPath(new URL('../', import.meta.url))
  const files = globSync('**/*.tsx', { cwd: root }).filter((file) => !file.startsWith('features/styles/'))
  assert.ok(files.length > 50)
  const between = />[^<>{}()=;]*[A-Za-z]{2}[^<>{}()=;]*<\//g
  const spoken = /\b(?:title|label|alt|placeholder|aria-(?:label|description))="[^"]*[A-Za-z]{2}/g
  for (const file of files) {
    const source = readFileSync(`${root}/${file}`, 'utf8')
    assert.deepEqual([...source.matchAll(between), ...source.matchAll(spoken)].map(String), [], file)
  }
})
