import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { anEngine, someFacts } from '../../test/builders.ts'
import { deathReason, type Engine, lifecycleOf, publicHealth, takesStreams } from './engine.ts'
import { recommend } from './selection.ts'

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
    ['draining', anEngine({}, { drainSinceMs: 1 }), 'draining', 'unknown', { code: 'draining' }],
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

describe('why a container is dead', () => {
  const table: readonly [string, Parameters<typeof someFacts>[0], Reason][] = [
    ['its exit code', { exitCode: 137 }, exited(137)],
    ['unknown', { exitCode: null }, exited(null)],
    ['out of memory', { exitCode: 137, oomKilled: true }, { ...exited(137), oomKilled: true }],
    [
      'what the runtime says of it',
      { exitCode: 128, error: 'port is already allocated' },
      { ...exited(128), error: 'port is already allocated' },
    ],
    [
      'what the engine said last',
      { exitCode: 1, lastWords: 'no space left' },
      { ...exited(1), lastWords: 'no space left' },
    ],
  ]
  for (const [name, facts, expected] of table)
    test(name, () => assert.deepEqual(deathReason(someFacts(facts)), expected))

  test('it is gone', () => assert.deepEqual(deathReason(null), { code: 'container_gone' }))
})

describe('where a new stream goes', () => {
  const idle = (number: number, lastStreamUsageMs: number | null) => ({
    engine: anEngine({ number }, { lastStreamUsageMs }),
    streams: 0,
    reserved: 0,
  })

  test('fewest streams first, then the forwarded port, then the longest idle', () => {
    const forwarded = {
      engine: anEngine({ number: 4, vpn: 'gluetun', forwardedPort: 5000 }),
      streams: 0,
      reserved: 0,
    }
    const loaded = { engine: anEngine({ number: 5 }), streams: 1, reserved: 0 }
    const order = recommend([loaded, idle(1, 900), idle(2, 100), idle(3, null), forwarded], 3)
    assert.deepEqual(
      order.map(({ engine }) => engine.name),
      ['acestream-4', 'acestream-3', 'acestream-2', 'acestream-1', 'acestream-5'],
    )
    const recommended = { code: 'recommended', maxStreams: 3, usedUnreported: false } as const
    assert.deepEqual(order[0]?.reason, { ...recommended, streams: 0, forwarded: true })
    assert.deepEqual(order[4]?.reason, { ...recommended, streams: 1, forwarded: false })
  })

  test('a full engine, one that missed a check and one that drains are never named', () => {
    const candidates = [
      { engine: anEngine(), streams: 3, reserved: 0 },
      { engine: anEngine(), streams: 2, reserved: 1 },
      { engine: anEngine({}, { health: missed }), streams: 0, reserved: 0 },
      { engine: anEngine({}, { drainSinceMs: 1 }), streams: 0, reserved: 0 },
    ]
    assert.deepEqual(recommend(candidates, 3), [])
  })
})

function exited(exitCode: number | null) {
  return { code: 'exited', exitCode, oomKilled: false, error: null, lastWords: null } as const
}
