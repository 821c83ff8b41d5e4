import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine, someFacts } from '../../test/builders.ts'
import { deathReason, type Engine, lifecycleOf, publicHealth, takesStreams } from './engine.ts'
import { recommend } from './selection.ts'

const removal = { atMs: 0, why: 'asked for', cause: 'operator' } as const
const restart = { atMs: 0, why: 'asked for', cause: 'operator' } as const
const missed = { status: 'healthy', failures: 1, sinceMs: 0, reason: 'no answer within 5 s' } as const
const sick = { ...missed, status: 'unhealthy', failures: 3 } as const

describe('an engine and what clients are told', () => {
  const table: [string, Engine, string, string, RegExp | null][] = [
    ['ready', anEngine(), 'ready', 'healthy', null],
    ['not answered yet', anEngine({}, { readyAtMs: null }), 'starting', 'unknown', /starting/],
    ['one miss', anEngine({}, { health: missed }), 'ready', 'unknown', /missed a check: no answer/],
    ['three misses', anEngine({}, { health: sick }), 'ready', 'unhealthy', /no answer within 5 s/],
    ['draining', anEngine({}, { drainSinceMs: 1 }), 'draining', 'unknown', /draining/],
    ['removing', anEngine({}, { removal }), 'removing', 'unknown', /being removed: asked for/],
    ['removing though dead', anEngine({ status: 'exited' }, { removal }), 'removing', 'unknown', /removed/],
    ['restarting', anEngine({ status: 'exited' }, { restart }), 'starting', 'unknown', /restarting/],
    ['dead', anEngine({ status: 'exited', exitCode: 1 }), 'failed', 'unhealthy', /exited with code 1/],
    ['VPN gone', anEngine({}, { vpnDown: 'VPN gluetun: stopped' }), 'ready', 'unknown', /gluetun: stopped/],
    [
      'never started',
      anEngine({ status: 'created' }, { readyAtMs: null }),
      'starting',
      'unknown',
      /starting/,
    ],
  ]
  for (const [name, engine, state, status, reason] of table)
    test(`${name}: ${state}, ${status}`, () => {
      assert.equal(lifecycleOf(engine), state)
      const health = publicHealth(engine)
      assert.equal(health.status, status)
      if (reason) assert.match(health.reason ?? '', reason)
      else assert.equal(health.reason, null)
      assert.equal(takesStreams(engine), status === 'healthy')
    })
})

describe('why a container is dead', () => {
  const table: [Parameters<typeof someFacts>[0], string][] = [
    [{ exitCode: 137, oomKilled: true }, 'killed: out of memory'],
    [{ exitCode: 137 }, 'killed by signal 9 (exit code 137)'],
    [{ exitCode: 126 }, 'its command cannot be run (exit code 126)'],
    [{ exitCode: 127 }, 'its command was not found (exit code 127)'],
    [{ exitCode: 139 }, 'crashed: SIGSEGV (exit code 139)'],
    [{ exitCode: 143 }, 'killed by signal 15 (exit code 143)'],
    [{ exitCode: 200 }, 'exited with code 200'],
    [{ exitCode: 255 }, 'could not be started (exit code 255)'],
    [{ exitCode: 1 }, 'exited with code 1'],
    [{ exitCode: 0 }, 'exited with code 0'],
    [{ exitCode: null }, 'exited, exit code unknown'],
    [{ exitCode: 128, error: 'port is already allocated' }, 'exit code 128: port is already allocated'],
  ]
  for (const [facts, expected] of table)
    test(expected, () => assert.equal(deathReason(someFacts(facts)), expected))
})

describe('where a new stream goes', () => {
  const idle = (number: number, lastStreamUsageMs: number | null) => ({
    engine: anEngine({ number }, { lastStreamUsageMs }),
    streams: 0,
  })

  test('fewest streams first, then the forwarded port, then the longest idle', () => {
    const forwarded = { engine: anEngine({ number: 4, vpn: 'gluetun', forwardedPort: 5000 }), streams: 0 }
    const loaded = { engine: anEngine({ number: 5 }), streams: 1 }
    const order = recommend([loaded, idle(1, 900), idle(2, 100), idle(3, null), forwarded], 3)
    assert.deepEqual(
      order.map(({ engine }) => engine.name),
      ['acestream-4', 'acestream-3', 'acestream-2', 'acestream-1', 'acestream-5'],
    )
    assert.equal(order[0]?.reason, 'healthy, no streams, holds the forwarded port')
    assert.equal(order[4]?.reason, 'healthy, 1 of 3 streams')
  })

  test('a full engine, one that missed a check and one that drains are never named', () => {
    const candidates = [
      { engine: anEngine(), streams: 3 },
      { engine: anEngine({}, { health: missed }), streams: 0 },
      { engine: anEngine({}, { drainSinceMs: 1 }), streams: 0 },
    ]
    assert.deepEqual(recommend(candidates, 3), [])
  })
})
