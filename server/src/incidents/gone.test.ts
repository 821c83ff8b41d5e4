import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine, anExternalEngine, anId, T0 } from '@acestream-orchestrator/testing/builders/world'
import { createGoneEngines } from './gone.ts'
import { RECENT_MS } from './incident.ts'

test('an engine that is gone keeps its name, its VPN, and why it went', () => {
  const gone = createGoneEngines()
  const why = { code: 'removed_by_operator' } as const
  gone.note(anEngine({ vpn: 'gluetun' }, { removal: { atMs: T0, why, cause: 'operator' } }), T0)
  assert.deepEqual(gone.list(T0), [
    {
      id: anId(1),
      name: 'acestream-1',
      vpn: 'gluetun',
      cause: 'operator',
      reason: why,
      external: false,
      goneAtMs: T0,
    },
  ])
})

test('one that nobody of ours removed was removed from outside', () => {
  const gone = createGoneEngines()
  gone.note(anEngine(), T0)
  gone.note(anExternalEngine(), T0)
  assert.deepEqual(
    gone.list(T0).map(({ cause, reason, external }) => [cause, reason.code, external]),
    [
      ['outside', 'container_gone', false],
      ['outside', 'container_gone', true],
    ],
  )
})

test('it is remembered for as long as its incident is followed, and forgotten when the clock is set back', () => {
  const gone = createGoneEngines()
  gone.note(anEngine(), T0)
  assert.equal(gone.list(T0 + RECENT_MS - 1).length, 1)
  assert.equal(gone.list(T0 + RECENT_MS).length, 0)
  gone.note(anEngine(), T0)
  assert.equal(gone.list(T0 - RECENT_MS).length, 0)
})
