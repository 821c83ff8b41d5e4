import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAudience, type StreamViewer } from './audience.ts'

const viewer = (id: string): StreamViewer => ({
  id,
  address: '10.0.0.7',
  agent: 'VLC',
  label: null,
  since: '2026-01-01T00:00:00.000Z',
  bytes: 1,
})
const idsOf = (viewers: readonly StreamViewer[]) => viewers.map(({ id }) => id)

test('viewers of a stream are those that any proxy reported last', () => {
  const audience = createAudience()
  audience.note('p', new Map([['s1', [viewer('a'), viewer('b')]]]))
  audience.note('q', new Map([['s1', [viewer('c')]]]))
  assert.deepEqual(idsOf(audience.of('s1')), ['a', 'b', 'c'])
  audience.note('p', new Map([['s2', [viewer('b')]]]))
  assert.deepEqual([idsOf(audience.of('s1')), idsOf(audience.of('s2'))], [['c'], ['b']])
  audience.note('q', null)
  assert.deepEqual(audience.of('s1'), [])
})

test('a viewer is to be closed by its own proxy, until it has left', () => {
  const audience = createAudience()
  audience.note('p', new Map([['s1', [viewer('a'), viewer('b')]]]))
  audience.note('q', new Map([['s1', [viewer('c')]]]))
  assert.equal(audience.close('s1', 'b'), true)
  assert.deepEqual([audience.toClose('p'), audience.toClose('q')], [['b'], []])
  audience.note('p', new Map([['s1', [viewer('a')]]]))
  audience.note('p', new Map([['s1', [viewer('a'), viewer('b')]]]))
  assert.deepEqual(audience.toClose('p'), [], 'asked for once, closed once')
})

test('nobody is closed who does not watch that stream', () => {
  const audience = createAudience()
  audience.note('p', new Map([['s1', [viewer('a')]]]))
  assert.equal(audience.close('s2', 'a'), false)
  assert.equal(audience.close('s1', 'x'), false)
  assert.deepEqual(audience.toClose('p'), [])
})
