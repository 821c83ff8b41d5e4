import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { someFacts, someReading } from '@acestream-orchestrator/testing/builders/vpn'
import type { ControlReading, VpnContainerFacts } from '../ports.ts'
import { type NodeState, type Observation, observe, unseenNode } from './node-state.ts'

const silence: Reason = { code: 'runtime_not_answering' }
const WALL = Date.UTC(2026, 0, 1)
const unreachable: ControlReading = {
  kind: 'unreachable',
  reason: { code: 'control_refused', where: 'gluetun:8000' },
}
const unauthorized: ControlReading = {
  kind: 'unauthorized',
  reason: { code: 'control_unauthorized', where: 'gluetun:8000', credentials: 'none', wantsBasic: false },
}

function found(
  facts: Partial<VpnContainerFacts>,
  control: ControlReading | null = someReading(),
): Observation {
  return { container: { kind: 'found', facts: someFacts(facts) }, control }
}
const absent: Observation = { container: { kind: 'absent' }, control: null }
const silent = (control: ControlReading | null): Observation => ({
  container: { kind: 'unknown', reason: silence },
  control,
})

/** Every state after observing one after the other, each at its second. */
function watched(...seen: (readonly [atS: number, Observation])[]): NodeState[] {
  let state = unseenNode('gluetun', { wallMs: WALL, elapsedMs: 0 })
  return seen.map(([atS, observation]) => {
    state = observe(
      state,
      observation,
      { wallMs: WALL + atS * 1000, elapsedMs: atS * 1000 },
      { watchdog: false },
    )
    return state
  })
}
const words = (states: readonly NodeState[]): string[] => states.map((each) => each.verdict.state)
const last = (states: readonly NodeState[]): NodeState => states.at(-1) ?? assert.fail('nothing was observed')

test('one or two missed checks change nothing, the third does, one good one ends it', () => {
  const states = watched(
    [0, found({})],
    [5, found({}, unreachable)],
    [6, found({}, unreachable)],
    [7, found({}, unreachable)],
    [12, found({})],
  )
  assert.deepEqual(words(states), ['up', 'up', 'up', 'unreachable', 'up'])
  assert.equal(states[3]?.since.elapsedMs, 7000)
})

test('misses that are not in a row never add up', () => {
  const flaky = Array.from(
    { length: 40 },
    (_, nth) => [nth * 5, found({}, nth % 3 === 0 ? someReading() : unreachable)] as const,
  )
  assert.deepEqual(new Set(words(watched(...flaky))), new Set(['up']))
})

test("what Docker says is believed at once, and so are Gluetun's own words and a 401", () => {
  const cases: readonly (readonly [Observation, string])[] = [
    [found({ status: 'exited', exitCode: 1 }, null), 'crashed'],
    [found({ health: 'unhealthy' }), 'degraded'],
    [absent, 'not_found'],
    [found({}, someReading({ status: 'crashed' })), 'crashed'],
    [found({}, unauthorized), 'unauthorized'],
  ]
  for (const [observation, expected] of cases)
    assert.deepEqual(words(watched([0, found({})], [5, observation])), ['up', expected])
})

test('a missed check in a new run is not covered by a reading of the old one', () => {
  const states = watched([0, found({})], [5, found({ startedAtMs: 5000, health: 'starting' }, unreachable)])
  assert.deepEqual(words(states), ['up', 'connecting'])
})

test('a runtime that does not answer leaves the last state and says so', () => {
  const states = watched(
    [0, found({})],
    [5, silent(unreachable)],
    [10, silent(unreachable)],
    [15, silent(unreachable)],
    [20, silent(unreachable)],
  )
  assert.deepEqual(words(states), ['up', 'up', 'up', 'up', 'up'])
  assert.deepEqual(last(states).runtimeReason, silence)
  assert.equal(last(states).container?.id, 'gluetun-id-1')
})

test('a control server that answers is believed while the runtime does not', () => {
  const states = watched(
    [0, found({})],
    [5, silent(someReading({ status: 'stopped' }))],
    [10, silent(someReading())],
  )
  assert.deepEqual(words(states), ['up', 'stopped', 'up'])
})

test('a runtime that never answered leaves the state unknown, not "not found"', () => {
  const [state] = watched([0, silent(null)])
  assert.equal(state?.verdict.state, 'unreachable')
  assert.deepEqual(state?.verdict.reason, { code: 'vpn_unknown', vpn: 'gluetun', reason: silence })
})

test('no public IP counts as up after a minute on the monotonic clock, once per run', () => {
  const ipless = someReading({ publicIp: null })
  const states = watched(
    [0, found({}, ipless)],
    [59, found({}, ipless)],
    [60, found({}, ipless)],
    [65, found({}, unreachable)],
    [70, found({}, ipless)],
    [80, found({ startedAtMs: 80_000 }, ipless)],
  )
  assert.deepEqual(words(states), ['connecting', 'connecting', 'up', 'up', 'up', 'connecting'])
})

test('a Gluetun that was healthy without a public IP before we came is up at once, a fresh one after a minute', () => {
  const ipless = someReading({ publicIp: null })
  const long = found({ healthySinceMs: WALL - 3_600_000 }, ipless)
  assert.deepEqual(words(watched([0, long])), ['up'])
  const fresh = found({ healthySinceMs: WALL - 5000 }, ipless)
  assert.deepEqual(words(watched([0, fresh], [54, fresh], [55, fresh])), ['connecting', 'connecting', 'up'])
})

test('a healthy one loses its address: its health from before does not make that a tunnel', () => {
  const before = found({ healthySinceMs: WALL - 3_600_000 })
  const after = found({ healthySinceMs: WALL - 3_600_000 }, someReading({ publicIp: null }))
  assert.deepEqual(words(watched([0, before], [5, after])), ['up', 'connecting'])
})

test('a tunnel rebuilt in the same container is a reconnect; a restart or re-creation is not', () => {
  const lost = someReading({ status: 'starting', publicIp: null })
  const again = someReading({ publicIp: '198.51.100.8' })
  const reconnectedAt = (...seen: (readonly [number, Observation])[]): number | null => {
    const at = last(watched(...seen)).reconnectedAtMs
    return at === null ? null : (at - WALL) / 1000
  }
  assert.equal(reconnectedAt([0, found({})], [5, found({})]), null)
  assert.equal(reconnectedAt([0, found({})], [5, found({}, lost)], [10, found({})]), 10)
  assert.equal(reconnectedAt([0, found({})], [5, found({}, again)]), 5)
  assert.equal(reconnectedAt([0, found({}, lost)], [10, found({})]), null)
  assert.equal(
    reconnectedAt(
      [0, found({})],
      [5, found({ startedAtMs: 5000 }, lost)],
      [10, found({ startedAtMs: 5000 }, again)],
    ),
    null,
  )
  assert.equal(reconnectedAt([0, found({})], [5, found({ id: 'new' }, again)]), null)
  assert.equal(reconnectedAt([0, found({})], [5, found({}, unreachable)], [10, found({})]), null)
})

test('the forwarded port: there from the start, gone with the tunnel, changed, the same again', () => {
  const ports = (...forwardedPorts: number[]): Observation =>
    found({ portForwardingEnabled: true }, someReading({ forwardedPorts }))
  const states = watched(
    [0, ports(5914)],
    [5, ports()],
    [10, ports(5914)],
    [15, ports(6001)],
    [20, ports(6001)],
  )
  assert.deepEqual(
    states.map(({ port }) => port.current),
    [5914, null, 5914, 6001, 6001],
  )
  assert.deepEqual(
    states.map(({ port }) => port.changedAtMs && port.changedAtMs - WALL),
    [null, null, null, 15_000, 15_000],
  )
})

test('a first port that comes later has a time; an unread route keeps the port, a new run does not', () => {
  const unread = someReading({ forwardedPorts: null })
  const states = watched(
    [0, found({})],
    [5, found({}, someReading({ forwardedPorts: [5914] }))],
    [10, found({}, unread)],
    [15, found({ startedAtMs: 15_000 }, unread)],
  )
  assert.deepEqual(
    states.map(({ port }) => port.current),
    [null, 5914, 5914, null],
  )
  assert.equal(states[1]?.port.changedAtMs, WALL + 5000)
})

test('a port that is missing for over a minute degrades, and not while the tunnel is down', () => {
  const pending = found({ portForwardingEnabled: true })
  const lost = found(
    { portForwardingEnabled: true },
    someReading({ status: 'starting', publicIp: null, forwardedPorts: [] }),
  )
  assert.deepEqual(words(watched([0, pending], [60, pending], [61, pending])), ['up', 'up', 'degraded'])
  assert.deepEqual(words(watched([0, pending], [50, lost], [55, pending], [110, pending], [116, pending])), [
    'up',
    'connecting',
    'up',
    'up',
    'degraded',
  ])
})

test('Gluetun under another name is known by its control server, for as long as it is that container', () => {
  const renamed = { image: 'registry.example/vpn:1', provider: null, vpnType: null }
  const states = watched(
    [0, found(renamed)],
    [5, found({ ...renamed, startedAtMs: 5000 }, unauthorized)],
    [10, found({ ...renamed, id: 'other' }, unauthorized)],
  )
  assert.deepEqual(
    states.map(({ verdict }) => verdict.usable),
    [true, true, false],
  )
})

test('unusable since is kept through other states of trouble and cleared by none', () => {
  const states = watched(
    [0, found({})],
    [5, found({ status: 'exited' }, null)],
    [9, absent],
    [12, found({ id: 'new' }, unreachable)],
  )
  assert.deepEqual(
    states.map(({ unusableSinceMs }) => unusableSinceMs),
    [null, 5000, 5000, null],
  )
})
