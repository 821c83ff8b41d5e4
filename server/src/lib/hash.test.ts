import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashText } from './hash.ts'

// Test vectors of the FNV authors for 64-bit FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/).
const VECTORS = { '': 'cbf29ce484222325', a: 'af63dc4c8601ec8c', foobar: '85944171f73967e8' }

for (const [text, hash] of Object.entries(VECTORS))
  test(`the hash of "${text}" is the published one`, () => assert.equal(hashText(text), hash))

test('a hash has sixteen digits, and is of the bytes in UTF-8', () => {
  for (let n = 0; n < 300; n++) assert.match(hashText(String(n)), /^[0-9a-f]{16}$/)
  assert.notEqual(hashText('é'), hashText('e\u0301'))
})
