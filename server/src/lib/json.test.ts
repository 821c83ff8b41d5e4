import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isObject, parseJson, parseObject } from './json.ts'

test('an object is neither an array nor null', () => {
  assert.ok(isObject({}))
  for (const value of [null, undefined, [], 'text', 3]) assert.ok(!isObject(value))
})

test('what is not JSON is undefined, and null is JSON', () => {
  assert.equal(parseJson('{'), undefined)
  assert.equal(parseJson(''), undefined)
  assert.equal(parseJson('null'), null)
  assert.deepEqual(parseJson('[1]'), [1])
})

test('only an object is read as one', () => {
  assert.deepEqual(parseObject('{"a": 1}'), { a: 1 })
  for (const text of ['[1]', 'null', '"text"', '3', '{', '']) assert.equal(parseObject(text), undefined)
})
