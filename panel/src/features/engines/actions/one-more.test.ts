import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Engine } from '../../../fleet/model.ts'
import { startedSince, targetForOneMore } from './one-more.ts'

const engine = (container_id: string, change: Partial<Engine> = {}): Engine =>
  ({
    container_id,
    external: false,
    state: 'ready',
    health_status: 'healthy',
    first_seen: '2026-01-01T00:00:00Z',
    ...change,
  }) as Engine

const three = [engine('a'), engine('b'), engine('c')]

const TARGETS: readonly (readonly [string, readonly Engine[], number, number, number | null])[] = [
  ['one above what is wanted', three, 3, 6, 4],
  ['one above what is there, where more are there than wanted', three, 1, 6, 4],
  ['a broken one does not count as there', [engine('a', { health_status: 'unhealthy' })], 1, 6, 2],
  ['an external one does not count as there', [...three, engine('x', { external: true })], 3, 6, 4],
  ['none at the maximum', three, 3, 3, null],
  ['none at the maximum that idle ones fill', three, 1, 3, null],
  ['the first one', [], 0, 6, 1],
]
for (const [name, engines, wanted, most, expected] of TARGETS)
  test(`the target for one engine more: ${name}`, () =>
    assert.equal(targetForOneMore(engines, { wanted, max_replicas: most }), expected))

test('a server that does not report its limits is asked for one more than there are', () =>
  assert.equal(targetForOneMore(three, null), 4))

test('what was started is the first engine that was not there, and no external one', () => {
  const before = new Set(['a', 'b', 'c'])
  assert.equal(startedSince(three, before), null)
  const later = engine('e', { first_seen: '2026-01-01T00:00:09Z' })
  const engines = [
    ...three,
    later,
    engine('d', { first_seen: '2026-01-01T00:00:05Z' }),
    engine('x', { external: true }),
  ]
  assert.equal(startedSince(engines, before)?.container_id, 'd')
})
