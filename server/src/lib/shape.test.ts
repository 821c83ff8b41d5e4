import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { either, flag, having, listOf, number, object, orNull, recordOf, text } from './shape.ts'

const row = having(
  {
    id: text,
    size: number,
    on: flag,
    names: orNull(listOf(text)),
    labels: recordOf(text),
    command: either(text, listOf(text)),
    inner: object({ deep: number }),
  },
  'id',
)

test('what is as expected is read, and unknown fields are left out', () => {
  const given = {
    id: 'a',
    size: 1,
    on: false,
    names: null,
    labels: { x: 'y' },
    command: ['c'],
    inner: { deep: 2 },
  }
  assert.deepEqual(row({ ...given, more: 1 }), given)
})

test('what is of another kind counts as missing, wherever it is', () => {
  const given = {
    id: 'a',
    size: '1',
    on: 0,
    names: ['n', 3, null],
    labels: { x: 1, y: 'z' },
    command: 5,
    inner: [],
  }
  assert.deepEqual(row(given), { id: 'a', names: ['n'], labels: { y: 'z' } })
})

test('without a field it can not do without, the whole is unreadable', () => {
  for (const value of [{}, { id: null }, { id: 7 }, null, 'a', [], 3]) assert.equal(row(value), undefined)
  assert.deepEqual(listOf(row)([null, { id: 'a' }, 'x']), [{ id: 'a' }])
})

test('a key that means something to JavaScript is a key like any other', () => {
  const labels = recordOf(text)(JSON.parse('{"__proto__":"x","constructor":"y"}'))
  assert.deepEqual(Object.keys(labels ?? {}), ['__proto__', 'constructor'])
  assert.equal(object({ constructor: text })({})?.constructor, Object)
})

test('nothing makes it throw', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => void row(value)))
  fc.assert(fc.property(fc.anything(), (value) => void row(value)))
})
