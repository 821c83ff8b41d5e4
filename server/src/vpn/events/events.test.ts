import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import { someFacts, someReading } from '@acestream-orchestrator/testing/builders/vpn'
import { type Observation, observe, unseenNode } from '../node/node-state.ts'
import type { ControlReading, VpnContainerFacts } from '../ports.ts'
import { eventsAfter, NOTHING_RECORDED } from './events.ts'

const WALL = Date.UTC(2026, 0, 1)
const up = { container: 'gluetun', state: 'up', reason: null } as const

function found(
  facts: Partial<VpnContainerFacts> = {},
  control: ControlReading | null = someReading(),
): Observation {
  return { container: { kind: 'found', facts: someFacts(facts) }, control }
}
const dead = found({ status: 'exited', exitCode: 137 }, null)
const building = found({}, someReading({ status: 'starting', publicIp: null }))
const gone: Observation = { container: { kind: 'absent' }, control: null }

interface Seen {
  readonly event: CodedEvent
  readonly atS: number
}

/** The journal after observing what `at` says for each second. */
function journal(seconds: number, at: (second: number) => Observation): Seen[] {
  let recorded = NOTHING_RECORDED
  let node = unseenNode('gluetun', { wallMs: WALL, elapsedMs: 0 })
  const seen: Seen[] = []
  for (let second = 0; second <= seconds; second++) {
    const now = { wallMs: WALL + second * 1000, elapsedMs: second * 1000 }
    const after = observe(node, at(second), now, { watchdog: false })
    const turn = eventsAfter(recorded, node, after, now)
    seen.push(...turn.events.map(({ event }) => ({ event, atS: second })))
    recorded = turn.recorded
    node = after
  }
  return seen
}
const categories = (seen: readonly Seen[]): string[] =>
  seen.map(({ atS, event }) => `${atS}: ${event.code.replace('vpn.', '')}`)

test('a VPN that is up and stays so records nothing', () => {
  assert.deepEqual(
    journal(300, () => found()),
    [],
  )
})

test('being found while it connects records nothing, unless it takes long', () => {
  assert.deepEqual(
    journal(60, (s) => (s < 4 ? building : found())),
    [],
  )
  assert.deepEqual(categories(journal(60, (s) => (s < 20 ? building : found()))), [
    '5: disconnected',
    '20: connected',
  ])
})

test('a tunnel rebuilt within seconds is one entry with the new address', () => {
  const seen = journal(120, (s) =>
    s < 10 ? found() : s < 13 ? building : found({}, someReading({ publicIp: '198.51.100.8' })),
  )
  assert.deepEqual(categories(seen), ['13: reconnected'])
  assert.deepEqual(seen[0]?.event, {
    code: 'vpn.reconnected',
    ...up,
    publicIp: '198.51.100.8',
    formerIp: null,
    withinSeconds: 3,
  })
})

test('an address that changed between two checks is a reconnect too', () => {
  const seen = journal(20, (s) =>
    found({}, someReading({ publicIp: s < 10 ? '198.51.100.7' : '198.51.100.8' })),
  )
  assert.deepEqual(
    seen.map(({ event }) => event),
    [
      {
        code: 'vpn.reconnected',
        ...up,
        publicIp: '198.51.100.8',
        formerIp: '198.51.100.7',
        withinSeconds: null,
      },
    ],
  )
})

test('a tunnel that stays away is recorded after 5 s, and its return with how long it took', () => {
  const seen = journal(120, (s) => (s >= 10 && s < 50 ? building : found()))
  assert.deepEqual(categories(seen), ['15: disconnected', '50: connected'])
  assert.deepEqual(seen[0]?.event, {
    code: 'vpn.disconnected',
    container: 'gluetun',
    state: 'connecting',
    reason: { code: 'tunnel_starting' },
    sinceMs: WALL + 10_000,
  })
  assert.deepEqual(seen[1]?.event, {
    code: 'vpn.connected',
    ...up,
    publicIp: '198.51.100.7',
    awaySeconds: 40,
  })
})

test('a restarted container is recorded at once, with what follows for its engines', () => {
  const seen = journal(60, (s) =>
    s < 10
      ? found()
      : s < 12
        ? dead
        : s < 18
          ? found({ startedAtMs: 12_000, health: 'starting' }, null)
          : found({ startedAtMs: 12_000 }),
  )
  assert.deepEqual(categories(seen), ['10: disconnected', '12: restarted', '18: connected'])
})

test('a re-created container is recorded so, even when it was gone in between', () => {
  const seen = journal(60, (s) => (s < 10 ? found() : s < 20 ? gone : found({ id: 'gluetun-id-2' })))
  assert.deepEqual(categories(seen), ['10: disconnected', '20: recreated', '20: connected'])
  assert.deepEqual(seen[1]?.event, {
    code: 'vpn.recreated',
    ...up,
    containerId: 'gluetun-id-2',
    formerContainerId: 'gluetun-id-1',
  })
})

test('flapping every 10 s for 10 minutes is a handful of entries', () => {
  const restarted = (s: number) => found({ startedAtMs: s - (s % 20) })
  const seen = journal(900, (s) =>
    s < 20
      ? found({ startedAtMs: 0 })
      : s >= 620
        ? found({ startedAtMs: 600_000 })
        : s % 20 < 10
          ? dead
          : restarted(s),
  )
  const drops = seen.filter(({ event }) => event.code !== 'vpn.restarted')
  assert.deepEqual(categories(drops), [
    '20: disconnected',
    '30: connected',
    '40: disconnected',
    '50: connected',
    '60: unstable',
    '670: stable',
  ])
  assert.ok(seen.length <= 9, JSON.stringify(categories(seen)))
  assert.deepEqual(seen.at(-1)?.event, {
    code: 'vpn.stable',
    ...up,
    losses: 30,
    withinSeconds: 650,
    publicIp: '198.51.100.7',
  })
})

test('an unstable VPN that then stays away is lost', () => {
  const seen = journal(400, (s) => (s < 10 ? found() : s < 70 ? (s % 20 < 10 ? found() : dead) : dead))
  assert.deepEqual(categories(seen), [
    '10: disconnected',
    '20: connected',
    '30: disconnected',
    '40: connected',
    '50: unstable',
    '100: disconnected',
  ])
})

test('three drops hours apart are three losses, not instability', () => {
  const seen = journal(900, (s) => (s % 300 === 100 ? dead : found()))
  assert.deepEqual(seen.filter(({ event }) => event.code === 'vpn.disconnected').length, 3)
  assert.ok(!seen.some(({ event }) => event.code === 'vpn.unstable'))
})

test('another forwarded port, a missing one and its return are recorded once each', () => {
  const ports = (...forwardedPorts: number[]) =>
    found({ portForwardingEnabled: true }, someReading({ forwardedPorts }))
  const seen = journal(300, (s) =>
    s < 10 ? ports(5914) : s < 20 ? ports(6001) : s < 200 ? ports() : ports(6001),
  )
  assert.deepEqual(categories(seen), ['10: port_changed', '81: port_missing', '200: port_back'])
  assert.deepEqual(seen[0]?.event, { code: 'vpn.port_changed', ...up, port: 6001, formerPort: 5914 })
  const { event: missing } = seen[1] ?? assert.fail('no missing port')
  assert.ok(missing.code === 'vpn.port_missing')
  assert.deepEqual([missing.state, missing.lastPort], ['degraded', 6001])
  assert.deepEqual(seen[2]?.event, { code: 'vpn.port_back', ...up, port: 6001, formerPort: 6001 })
})

test('connected but unreadable is recorded once in ten minutes, with what to configure', () => {
  const where = 'gluetun:8000'
  const reason = { code: 'control_unauthorized', where, credentials: 'none', wantsBasic: false } as const
  const refused = found({}, { kind: 'unauthorized', reason })
  const seen = journal(900, (s) => (s % 100 < 50 ? found() : refused))
  assert.deepEqual(categories(seen), ['50: unauthorized', '650: unauthorized'])
  assert.deepEqual(seen[0]?.event, {
    code: 'vpn.unauthorized',
    container: 'gluetun',
    state: 'unauthorized',
    reason: { code: 'all', reasons: [reason, { code: 'docker_healthy_decides' }] },
  })
})
