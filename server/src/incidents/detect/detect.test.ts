import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { anEngine, anExternalEngine, anId, T0 } from '@acestream-orchestrator/testing/builders/world'
import { aSnapshot, aVpn, findingsIn } from '@acestream-orchestrator/testing/fakes/incidents'
import type { Engine } from '../../engines/engine.ts'
import type { Snapshot } from '../snapshot.ts'

const timeout = { code: 'probe_timeout', timeoutMs: 5000 } as const
const hung = { health: { status: 'unhealthy', failures: 3, sinceMs: T0, reason: timeout } } as const
const silent = (number: number, change: Partial<Engine> = {}, vpn?: string) =>
  anEngine({ number, ...(vpn === undefined ? {} : { vpn }) }, { ...hung, ...change })
const on = (number: number, id: string, change = {}) => aStream(id, { engineId: anId(number), ...change })
const fleet = aSnapshot().fleet
const blocked = (code: 'image_missing' | 'vpn_disconnected' | 'runtime_unavailable' | 'max_capacity') => ({
  ...fleet,
  wanted: 2,
  existing: 1,
  blocked: { code, reason: verbatim(code), etaS: 10 },
})

const TABLE: readonly (readonly [what: string, change: Partial<Snapshot>, codes: readonly string[]])[] = [
  ['nothing', {}, []],
  ['a healthy engine', { engines: [anEngine()] }, []],
  ['an engine that does not answer', { engines: [anEngine(), silent(2)] }, ['engine_unhealthy:critical']],
  [
    'a dead engine',
    { engines: [anEngine({ number: 2, status: 'exited', exitCode: 1 })] },
    ['engine_failed:critical'],
  ],
  [
    'an external engine that does not answer',
    { engines: [{ ...anExternalEngine(), ...hung }] },
    ['engine_unhealthy:warning'],
  ],
  [
    'one that an operator removes',
    {
      engines: [
        anEngine(),
        silent(2, { removal: { atMs: T0, why: { code: 'removed_by_operator' }, cause: 'operator' } }),
      ],
    },
    [],
  ],
  [
    'one that is restarted with its VPN',
    {
      engines: [
        anEngine(),
        silent(2, { restart: { atMs: T0, why: { code: 'vpn_restarted', vpn: 'g' }, cause: 'vpn' } }),
      ],
    },
    [],
  ],
  [
    'the runtime away, and the engines it hides',
    {
      runtime: { kind: 'docker', reachable: false, reason: timeout, sinceMs: T0 },
      engines: [silent(1), silent(2)],
    },
    ['runtime_unreachable:critical'],
  ],
  [
    'a runtime away with nothing that can be created',
    {
      runtime: { kind: 'docker', reachable: false, reason: timeout, sinceMs: T0 },
      engines: [anEngine()],
      fleet: blocked('runtime_unavailable'),
    },
    ['runtime_unreachable:critical'],
  ],
  [
    'a VPN down: its ten engines are no incidents of their own',
    {
      vpns: [aVpn({ connected: false, reason: { code: 'tunnel_connecting' } })],
      engines: Array.from({ length: 10 }, (_, n) => silent(n + 1, { vpnDown: timeout }, 'gluetun')),
      fleet: blocked('vpn_disconnected'),
    },
    ['vpn_down:critical'],
  ],
  ['a second VPN down', { vpns: [aVpn(), aVpn({ name: 'other', connected: false })] }, ['vpn_down:warning']],
  ['a VPN that has not been looked at', { vpns: [aVpn({ checked: false, connected: false })] }, []],
  [
    'a connected VPN that can not be read',
    { vpns: [aVpn({ reason: { code: 'control_not_asked' } })] },
    ['vpn_impaired:warning'],
  ],
  ['a leak', { vpns: [aVpn({ leaking: true })] }, ['vpn_leaking:critical']],
  [
    'a store that takes nothing',
    { store: { ok: false, reason: { code: 'store_fault' } } },
    ['store_failing:critical'],
  ],
  [
    'a log that nobody reads',
    { log: { ok: false, reason: { code: 'log_not_read' } } },
    ['log_dropping:warning'],
  ],
  ['no image', { engines: [anEngine()], fleet: blocked('image_missing') }, ['engines_blocked:warning']],
  [
    'no image and no engine',
    { fleet: { ...blocked('image_missing'), existing: 0 } },
    ['engines_blocked:critical'],
  ],
  [
    'a full fleet',
    { engines: [anEngine()], fleet: { ...fleet, wanted: 1, existing: 6, available: 0 } },
    ['capacity_full:info'],
  ],
  [
    'a stream without data',
    { engines: [anEngine()], streams: [on(1, 's', { phase: 'stalled' })] },
    ['stream_stalled:warning'],
  ],
  [
    'a stream without data on a hung engine',
    { engines: [anEngine(), silent(2)], streams: [on(2, 's', { phase: 'stalled' })] },
    ['engine_unhealthy:critical'],
  ],
  [
    'a stream lost a moment ago',
    {
      engines: [anEngine()],
      ended: [on(1, 's', { phase: 'ended', endReason: 'lost', endedAtMs: T0 - 1000 })],
    },
    ['stream_cut:warning'],
  ],
  [
    'one that was lost and plays again',
    {
      engines: [anEngine()],
      streams: [on(1, 't')],
      ended: [on(1, 's', { phase: 'ended', endReason: 'lost', endedAtMs: T0 - 1000 })],
    },
    [],
  ],
  [
    'one that was lost long ago',
    {
      engines: [anEngine()],
      ended: [on(1, 's', { phase: 'ended', endReason: 'lost', endedAtMs: T0 - 301_000 })],
    },
    [],
  ],
  [
    'one whose viewer left',
    {
      engines: [anEngine()],
      ended: [on(1, 's', { phase: 'ended', endReason: 'reported', endedAtMs: T0 - 1000 })],
    },
    [],
  ],
]

describe('what is wrong with', () => {
  for (const [what, change, codes] of TABLE)
    test(what, () => {
      const found = findingsIn(change)
        .filter(({ opensAfterMs }) => opensAfterMs < 20_000)
        .map(({ incident, severity }) => `${incident.code}:${severity}`)
      assert.deepEqual(found, codes)
    })
})

test('a hung engine: whose streams it hits, when it is replaced, what a person can do', () => {
  const note = { code: 'replaced_unless_it_answers', inMs: 14_000 } as const
  const [found] = findingsIn({
    engines: [anEngine(), silent(2, { note })],
    streams: [on(2, 'a', { title: 'Final' }), on(2, 'b'), on(1, 'c')],
  })
  assert.ok(found)
  assert.deepEqual(found.subject, { kind: 'engine', id: anId(2), name: 'acestream-2' })
  assert.deepEqual(
    found.streams.map(({ id, title }) => [id, title]),
    [
      ['a', 'Final'],
      ['b', null],
    ],
  )
  assert.deepEqual(found.doing, { reason: { code: 'replaced_in', atMs: T0 + 30_000 }, atMs: T0 + 30_000 })
  assert.deepEqual(found.can, ['restart', 'logs', 'drain', 'delete'])
  assert.deepEqual(found.reason, timeout)
})

const DOING: readonly (readonly [Partial<Engine>, string])[] = [
  [{ note: { code: 'kept_for_its_stream', atMaximum: true } }, 'kept_for_its_stream'],
  [{ note: { code: 'replacement_waits_for_an_answer' } }, 'replacement_waits_for_an_answer'],
  [{ removal: { atMs: T0, why: timeout, cause: 'unhealthy' } }, 'being_replaced'],
  [{ restart: { atMs: T0, why: { code: 'restarted_by_operator' }, cause: 'operator' } }, 'restarting'],
  [{}, 'nothing_done'],
]

test('what is done about a hung engine is what the plan says of it', () => {
  for (const [change, code] of DOING)
    assert.equal(findingsIn({ engines: [anEngine(), silent(2, change)] })[0]?.doing.reason.code, code)
})

test('an engine that vanished is a finding for a moment, with the streams that it took along', () => {
  const gone = {
    id: anId(2),
    name: 'acestream-2',
    vpn: null,
    cause: 'outside',
    reason: { code: 'container_gone' },
    external: false,
    goneAtMs: T0 - 1000,
  } as const
  const ended = [on(2, 'a', { phase: 'ended', endReason: 'engine_gone', endedAtMs: T0 - 1000 })]
  const [found] = findingsIn({ engines: [anEngine()], gone: [gone], ended })
  assert.equal(found?.incident.code, 'engine_failed')
  assert.deepEqual(
    found?.streams.map(({ id, cut }) => [id, cut]),
    [['a', true]],
  )
  assert.deepEqual(findingsIn({ engines: [anEngine()], gone: [{ ...gone, goneAtMs: T0 - 6000 }], ended }), [])
  assert.deepEqual(findingsIn({ engines: [anEngine()], gone: [{ ...gone, cause: 'idle' }], ended }), [])
})

test('engines that never come to answer are one finding, once they had time to start', () => {
  const starting = anEngine(
    {},
    { readyAtMs: null, health: { status: 'unknown', failures: 0, sinceMs: T0, reason: null } },
  )
  const wanting = { ...fleet, wanted: 1, existing: 1 }
  const [found] = findingsIn({ engines: [starting], fleet: wanting })
  assert.equal(found?.incident.code, 'no_engine_serves')
  assert.equal(found?.opensAfterMs, 20_000)
  assert.deepEqual(findingsIn({ engines: [starting], fleet: wanting, wasRead: false }), [])
})

test('the maximum counts as an obstacle once it lasts; what has to be mended counts from the first moment', () => {
  const waits = (code: 'image_missing' | 'max_capacity') =>
    findingsIn(aSnapshot({ engines: [anEngine()], fleet: blocked(code) })).map((each) => each.opensAfterMs)
  assert.deepEqual(waits('max_capacity'), [5_000])
  assert.deepEqual(waits('image_missing'), [0])
})
