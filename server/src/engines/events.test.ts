import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import { anEngine, T0 } from '@acestream-orchestrator/testing/builders/world'
import type { Engine } from './engine.ts'
import { engineEvents } from './events.ts'
import type { RegistryChange } from './registry.ts'

const engine = 'acestream-1'
const silence = { code: 'probe_timeout', timeoutMs: 5000 } as const
const idle = { code: 'idle_over_target' } as const
const vpnDown = { code: 'vpn_not_connected', vpn: 'gluetun', reason: null } as const
const healthy = { status: 'healthy', failures: 0, sinceMs: 0, reason: null } as const
const unhealthy = { status: 'unhealthy', failures: 3, sinceMs: 0, reason: silence } as const
const removal = { atMs: 0, why: idle, cause: 'idle' } as const
const restart = { atMs: 0, why: { code: 'restarted_by_operator' }, cause: 'operator' } as const

const eventsOf = (change: RegistryChange): CodedEvent[] => engineEvents(change, T0).map(({ event }) => event)
const changed = (before: Engine, after: Engine): CodedEvent[] =>
  eventsOf({ kind: 'changed', engine: after, before })

describe('an engine seen for the first time', () => {
  const found = { engine, port: 19_000, vpn: null, reducedHardening: false }
  const seen = (createdAtMs: number) => anEngine({ createdAtMs })

  test('is created when it is younger than our start, and adopted when it is older', () => {
    const young = seen(T0 + 1)
    const image = young.container?.image ?? null
    assert.deepEqual(eventsOf({ kind: 'changed', engine: young, before: null }), [
      { code: 'engine.created', ...found, image },
    ])
    assert.deepEqual(eventsOf({ kind: 'changed', engine: seen(T0 - 1), before: null }), [
      { code: 'engine.adopted', ...found, image },
    ])
  })

  test('is registered when it is external', () => {
    const external = { ...anEngine(), container: null }
    assert.deepEqual(eventsOf({ kind: 'changed', engine: external, before: null }), [
      { code: 'engine.registered', engine },
    ])
  })
})

describe('a change', () => {
  const table: readonly (readonly [what: string, before: Engine, after: Engine, events: CodedEvent[]])[] = [
    ['of nothing', anEngine(), anEngine(), []],
    [
      'to ready',
      anEngine({}, { readyAtMs: null }),
      anEngine(),
      [{ code: 'engine.ready', engine, afterDrain: false }],
    ],
    [
      'back from a drain',
      anEngine({}, { drain: { atMs: 1, isKept: false } }),
      anEngine(),
      [{ code: 'engine.ready', engine, afterDrain: true }],
    ],
    [
      'to draining',
      anEngine(),
      anEngine({}, { drain: { atMs: 1, isKept: false } }),
      [{ code: 'engine.draining', engine, kept: false }],
    ],
    [
      'to draining for maintenance',
      anEngine(),
      anEngine({}, { drain: { atMs: 1, isKept: true } }),
      [{ code: 'engine.draining', engine, kept: true }],
    ],
    [
      'to removing',
      anEngine(),
      anEngine({}, { removal }),
      [{ code: 'engine.removing', engine, reason: idle, cause: 'idle' }],
    ],
    [
      'to removing what has died already, which was recorded',
      anEngine(),
      anEngine({}, { removal: { ...removal, cause: 'failed' } }),
      [],
    ],
    [
      'to restarting',
      anEngine(),
      anEngine({}, { restart }),
      [{ code: 'engine.restarting', engine, reason: restart.why }],
    ],
    [
      'to dead',
      anEngine(),
      anEngine({ status: 'exited', exitCode: 137, oomKilled: true }),
      [
        {
          code: 'engine.failed',
          engine,
          reason: { code: 'exited', exitCode: 137, oomKilled: true, error: null, lastWords: null },
          exitCode: 137,
          oomKilled: true,
        },
      ],
    ],
    [
      'to unhealthy',
      anEngine({}, { health: healthy }),
      anEngine({}, { health: unhealthy }),
      [{ code: 'health.unhealthy', engine, reason: silence }],
    ],
    [
      'to healthy again',
      anEngine({}, { health: unhealthy }),
      anEngine({}, { health: healthy }),
      [{ code: 'health.healthy', engine }],
    ],
    [
      'to a first answer, which is no recovery',
      anEngine({}, { health: { ...healthy, status: 'unknown' } }),
      anEngine({}, { health: healthy }),
      [],
    ],
    [
      'that takes its VPN away',
      anEngine({ vpn: 'gluetun' }),
      anEngine({ vpn: 'gluetun' }, { vpnDown }),
      [{ code: 'engine.vpn_lost', engine, vpn: 'gluetun', reason: vpnDown }],
    ],
    [
      'that says more of a VPN that is down',
      anEngine({}, { vpnDown }),
      anEngine({}, { vpnDown: { ...vpnDown, reason: silence } }),
      [],
    ],
    [
      'that brings its VPN back',
      anEngine({}, { vpnDown }),
      anEngine(),
      [{ code: 'engine.vpn_back', engine }],
    ],
    [
      'of its start by somebody else',
      anEngine({ startedAtMs: T0 }),
      anEngine({ startedAtMs: T0 + 1 }),
      [{ code: 'engine.restarted', engine }],
    ],
    [
      'of its start by us',
      anEngine({ startedAtMs: T0 }, { restart }),
      anEngine({ startedAtMs: T0 + 1 }, { restart }),
      [],
    ],
  ]
  for (const [what, before, after, events] of table)
    test(what, () => {
      assert.deepEqual(changed(before, after), events)
    })
})

describe('an engine that is gone', () => {
  test('was removed for the reason that was decided', () => {
    assert.deepEqual(eventsOf({ kind: 'gone', engine: anEngine({}, { removal }) }), [
      { code: 'engine.removed', engine, reason: idle, cause: 'idle' },
    ])
  })

  test('was removed by somebody else where nothing was decided', () => {
    assert.deepEqual(eventsOf({ kind: 'gone', engine: anEngine() }), [
      { code: 'engine.removed', engine, reason: { code: 'container_gone' }, cause: 'outside' },
    ])
  })

  test('has no event where it was external', () => {
    assert.deepEqual(eventsOf({ kind: 'gone', engine: { ...anEngine(), container: null } }), [])
  })
})

test('an event links to its engine and its VPN', () => {
  const one = anEngine({ vpn: 'gluetun' })
  const [event] = engineEvents({ kind: 'gone', engine: one }, T0)
  assert.deepEqual(event?.links, { engineId: one.id, vpn: 'gluetun' })
})
