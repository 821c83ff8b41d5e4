import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pythonJson } from './python-json.ts'

test('commas and colons are followed by a space, as in Python', () => {
  assert.equal(
    pythonJson({ result: { code: 3017000, list: [1, 'a'] }, error: null }),
    '{"result": {"code": 3017000, "list": [1, "a"]}, "error": null}',
  )
})

test('an empty object and an empty list have no inner space', () => {
  assert.equal(pythonJson({ a: {}, b: [] }), '{"a": {}, "b": []}')
})

test('text outside ASCII is escaped and can be parsed back', () => {
  const text = pythonJson('canción \u{1f600}')
  assert.equal(text, '"canci\\u00f3n \\ud83d\\ude00"')
  assert.equal(JSON.parse(text), 'canción \u{1f600}')
})

test('an undefined member is left out', () => {
  assert.equal(pythonJson({ a: undefined, b: 1 }), '{"b": 1}')
})
