import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { following, formatHash, keyInHash, parseHash } from './route.ts'

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

test('the overview has parameters too', () => {
  const route = { section: 'overview', id: null, part: null, params: { incident: 'i-1' } } as const
  assert.equal(formatHash(route), '#/?incident=i-1')
  assert.deepEqual(parseHash('#/?incident=i-1'), route)
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

test('a link to an entry leaves its list as it was, and a part of the entry leaves the entry', () => {
  const follow = (from: string, to: string) => formatHash(following(parseHash(from), parseHash(to)))
  assert.equal(follow('#/engines?q=ace&view=table', '#/engines/abc'), '#/engines/abc?q=ace&view=table')
  assert.equal(follow('#/streams?tab=all&window=6h', '#/streams/s1'), '#/streams/s1?tab=all')
  assert.equal(follow('#/streams/s1?window=6h', '#/streams/s1/stat'), '#/streams/s1/stat?window=6h')
  assert.equal(follow('#/streams/s1?window=6h&q=a', '#/streams/s2'), '#/streams/s2?q=a')
  assert.equal(follow('#/engines?q=ace', '#/engines'), '#/engines')
  assert.equal(follow('#/streams?q=ace', '#/engines/abc'), '#/engines/abc')
})

test('only a start-up link carries a key', () => {
  assert.equal(keyInHash('#key=a%2Fb'), 'a/b')
  assert.equal(keyInHash('#key='), null)
  assert.equal(keyInHash('#/engines?key=x'), null)
})
