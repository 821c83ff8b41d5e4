import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { anEngine, anExternalEngine } from '@acestream-orchestrator/testing/builders/world'
import { type Engine, lifecycleOf, takesStreams } from './engine.ts'
import { publicHealth } from './public-health.ts'

const removal = { atMs: 0, why: { code: 'removed_by_operator' }, cause: 'operator' } as const
const restart = { atMs: 0, why: { code: 'restarted_by_operator' }, cause: 'operator' } as const
const silence = { code: 'probe_timeout', timeoutMs: 5000 } as const
const missed = { status: 'healthy', failures: 1, sinceMs: 0, reason: silence } as const
const vpnDown = { code: 'vpn_not_connected', vpn: 'gluetun', reason: null } as const
const sick = { ...missed, status: 'unhealthy', failures: 3 } as const

describe('an engine and what clients are told', () => {
  const table: [string, Engine, string, string, Reason | null][] = [
    ['ready', anEngine(), 'ready', 'healthy', null],
    ['not answered yet', anEngine({}, { readyAtMs: null }), 'starting', 'unknown', { code: 'starting' }],
    [
      'one miss',
      anEngine({}, { health: missed }),
      'ready',
      'unknown',
      { code: 'missed_check', reason: silence },
    ],
    ['three misses', anEngine({}, { health: sick }), 'ready', 'unhealthy', silence],
    [
      'drained for maintenance',
      anEngine({}, { drain: { atMs: 1, isKept: true } }),
      'draining',
      'unknown',
      { code: 'drained_for_maintenance' },
    ],
    [
      'draining',
      anEngine({}, { drain: { atMs: 1, isKept: false } }),
      'draining',
      'unknown',
      { code: 'draining' },
    ],
    [
      'removing',
      anEngine({}, { removal }),
      'removing',
      'unknown',
      { code: 'being_removed', why: removal.why },
    ],
    [
      'removing though dead',
      anEngine({ status: 'exited' }, { removal }),
      'removing',
      'unknown',
      { code: 'being_removed', why: removal.why },
    ],
    [
      'restarting',
      anEngine({ status: 'exited' }, { restart }),
      'starting',
      'unknown',
      { code: 'restarting', why: restart.why },
    ],
    ['dead', anEngine({ status: 'exited', exitCode: 1 }), 'failed', 'unhealthy', exited(1)],
    ['VPN gone', anEngine({}, { vpnDown }), 'ready', 'unknown', vpnDown],
    [
      'never started',
      anEngine({ status: 'created' }, { readyAtMs: null }),
      'starting',
      'unknown',
      { code: 'starting' },
    ],
  ]
  for (const [name, engine, state, status, reason] of table)
    test(`${name}: ${state}, ${status}`, () => {
      assert.equal(lifecycleOf(engine), state)
      const health = publicHealth(engine)
      assert.equal(health.status, status)
      assert.deepEqual(health.reason, reason)
      assert.equal(takesStreams(engine), status === 'healthy')
    })
})

describe('what speaks against an engine that is starting', () => {
  const starting = (change: Partial<Engine>) => publicHealth(anEngine({}, { readyAtMs: null, ...change }))

  test('is its VPN before its own silence', () => {
    assert.deepEqual(starting({ health: sick, vpnDown }), { status: 'unknown', reason: vpnDown })
    assert.deepEqual(starting({ health: sick }), { status: 'unhealthy', reason: silence })
  })

  test('is nothing while it may still answer', () => {
    assert.deepEqual(starting({ health: missed }), { status: 'unknown', reason: { code: 'starting' } })
  })
})

test('a dead engine is shown with what helps against it', () => {
  const cure = { code: 'install_catatonit' } as const
  assert.deepEqual(publicHealth(anEngine({ status: 'exited', exitCode: 1, cure })).reason, {
    code: 'with_cure',
    reason: exited(1),
    cure,
  })
})

test('an external engine has no container that could be dead', () => {
  assert.deepEqual(publicHealth(anExternalEngine()).reason, { code: 'starting' })
  assert.deepEqual(publicHealth({ ...anExternalEngine(), health: sick }).reason, silence)
  assert.equal(publicHealth({ ...anEngine(), container: null }).status, 'healthy')
})

function exited(exitCode: number | null) {
  return { code: 'exited', exitCode, oomKilled: false, error: null, lastWords: null } as const
}
