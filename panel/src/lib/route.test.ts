import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatHash, keyInHash, parseHash } from './route.ts'

test('the hash holds section, id, part and parameters', () => {
  assert.deepEqual(parseHash('#/engines/abc/logs?health=unhealthy&q=a%20b'), {
    section: 'engines',
    id: 'abc',
    part: 'logs',
    params: { health: 'unhealthy', q: 'a b' },
  })
})

test('anything unknown leads to the overview', () => {
  for (const hash of ['', '#', '#/', '#/nowhere/x', '#%E0%A4%A'])
    assert.equal(parseHash(hash).section, 'overview')
})

test('an id of any characters survives the address', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.string({ minLength: 1, unit: 'grapheme' }),
      (id, q) => {
        const route = parseHash(formatHash({ section: 'streams', id, params: { q } }))
        assert.equal(route.id, id)
        assert.equal(route.params['q'], q)
      },
    ),
  )
})

test('empty parameters leave the address', () => {
  assert.equal(formatHash({ section: 'engines', params: { q: null, health: '' } }), '#/engines')
  assert.equal(formatHash({ section: 'overview' }), '#/')
})

test('only a start-up link carries a key', () => {
  assert.equal(keyInHash('#key=a%2Fb'), 'a/b')
  assert.equal(keyInHash('#key='), null)
  assert.equal(keyInHash('#/engines?key=x'), null)
})
