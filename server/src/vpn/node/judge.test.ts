import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { someFacts, someReading } from '@acestream-orchestrator/testing/builders/vpn'
import fc from 'fast-check'
import type { ControlReading, VpnContainerFacts } from '../ports.ts'
import { judge, portForwarding, type Sight, type VpnState } from './judge.ts'

function sight(change: Partial<Sight> = {}): Sight {
  return {
    name: 'gluetun',
    container: someFacts(),
    control: someReading(),
    identified: true,
    noIpForMs: null,
    noPortForMs: null,
    watchdog: false,
    ...change,
  }
}

const where = 'gluetun:8000'
const refusal: Reason = { code: 'control_unauthorized', where, credentials: 'none', wantsBasic: false }
const silence: Reason = { code: 'control_refused', where }
const webPage: Reason = { code: 'not_gluetun', where, reason: { code: 'answer_is_html' } }
const unauthorized: ControlReading = { kind: 'unauthorized', reason: refusal }
const unreachable: ControlReading = { kind: 'unreachable', reason: silence }
const foreign: ControlReading = { kind: 'not_gluetun', reason: webPage }
const ipless = someReading({ publicIp: null })

type Expected = readonly [state: VpnState, connected: boolean, usable: boolean, reason: Reason | null]

const UP: Expected = ['up', true, true, null]
const unhealthy: Reason = { code: 'docker_unhealthy', output: null }
const pending: Reason = { code: 'docker_health_pending' }
const decides: Reason = { code: 'docker_healthy_decides' }
const noCheck: Reason = { code: 'no_health_check' }
const all = (...reasons: readonly Reason[]): Reason => ({ code: 'all', reasons })

const HEALTH: readonly (readonly [VpnContainerFacts['health'], ControlReading, number | null, Expected])[] = [
  ['healthy', someReading(), null, UP],
  ['unknown', someReading(), null, UP],
  ['starting', someReading(), null, UP],
  [
    'unhealthy',
    someReading(),
    null,
    ['degraded', true, false, { code: 'unhealthy_with_public_ip', output: null }],
  ],
  ['healthy', ipless, 0, ['connecting', false, false, { code: 'tunnel_connecting' }]],
  ['healthy', ipless, 59_999, ['connecting', false, false, { code: 'tunnel_connecting' }]],
  ['healthy', ipless, 60_000, ['up', true, true, { code: 'public_ip_lookup_failed' }]],
  ['unknown', ipless, 0, ['connecting', false, false, { code: 'tunnel_connecting' }]],
  ['unknown', ipless, 60_000, ['degraded', true, true, all({ code: 'public_ip_lookup_failed' }, noCheck)]],
  ['starting', ipless, 60_000, ['connecting', false, false, pending]],
  ['unhealthy', ipless, 60_000, ['connecting', false, false, all({ code: 'no_public_ip' }, unhealthy)]],
  ['healthy', unauthorized, null, ['unauthorized', true, true, all(refusal, decides)]],
  ['unhealthy', unauthorized, null, ['unauthorized', false, false, all(unhealthy, refusal)]],
  ['starting', unauthorized, null, ['connecting', false, false, all(pending, refusal)]],
  ['unknown', unauthorized, null, ['unauthorized', false, true, all(refusal, noCheck)]],
  ['healthy', unreachable, null, ['unreachable', true, true, all(silence, decides)]],
  ['unhealthy', unreachable, null, ['unreachable', false, false, all(unhealthy, silence)]],
  ['starting', unreachable, null, ['connecting', false, false, all(pending, silence)]],
  ['unknown', unreachable, null, ['unreachable', false, true, all(silence, noCheck)]],
  ['healthy', foreign, null, ['unreachable', true, true, all(webPage, decides)]],
  [
    'healthy',
    someReading({ status: 'starting' }),
    null,
    ['connecting', false, false, { code: 'tunnel_starting' }],
  ],
  [
    'healthy',
    someReading({ status: 'stopping' }),
    null,
    ['stopped', false, false, { code: 'tunnel_stopping' }],
  ],
  [
    'healthy',
    someReading({ status: 'stopped' }),
    null,
    ['stopped', false, false, { code: 'tunnel_stopped', healthIsOld: true }],
  ],
  [
    'unhealthy',
    someReading({ status: 'stopped' }),
    null,
    ['stopped', false, false, { code: 'tunnel_stopped', healthIsOld: false }],
  ],
  [
    'healthy',
    someReading({ status: 'completed' }),
    null,
    ['stopped', false, false, { code: 'tunnel_stopped', healthIsOld: true }],
  ],
  [
    'healthy',
    someReading({ status: 'crashed' }),
    null,
    ['crashed', false, false, { code: 'tunnel_crashed', healthIsOld: true }],
  ],
  ['healthy', someReading({ status: 'unknown' }), null, UP],
]

for (const [health, control, noIpForMs, [state, connected, usable, reason]] of HEALTH) {
  const said = control.kind === 'ok' ? `${control.status}, IP ${control.publicIp}` : control.kind
  const age = noIpForMs === null ? '' : ` for ${noIpForMs} ms`
  test(`a ${health} container whose control server says ${said}${age} is ${state}`, () => {
    const verdict = judge(sight({ container: someFacts({ health }), control, noIpForMs }))
    assert.deepEqual(verdict, { state, connected, usable, reason })
  })
}

const exited = (exitCode: number | null): Reason => ({
  code: 'vpn_container_exited',
  container: 'gluetun',
  exitCode,
})
const restarting = (exitCode: number): Reason => ({ code: 'vpn_container_restarting', exitCode })

const DEAD: readonly (readonly [VpnContainerFacts['status'], number | null, VpnState, Reason])[] = [
  ['created', null, 'stopped', { code: 'vpn_container_created', container: 'gluetun' }],
  ['exited', 0, 'stopped', exited(0)],
  ['exited', 137, 'stopped', exited(137)],
  ['exited', 143, 'stopped', exited(143)],
  ['exited', 1, 'crashed', exited(1)],
  ['exited', null, 'stopped', exited(null)],
  ['dead', 1, 'crashed', exited(1)],
  ['paused', null, 'stopped', { code: 'vpn_container_paused', container: 'gluetun' }],
  ['removing', 0, 'stopped', { code: 'vpn_container_removing' }],
  ['restarting', 1, 'crashed', restarting(1)],
  ['restarting', 0, 'stopped', restarting(0)],
]
for (const [status, exitCode, state, reason] of DEAD)
  test(`a container that is ${status} with exit code ${exitCode} is ${state} and blocks new engines`, () => {
    const verdict = judge(sight({ container: someFacts({ status, exitCode }), control: null }))
    assert.deepEqual(verdict, { state, reason, connected: false, usable: false })
  })

test('a wrong name is not found', () => {
  const verdict = judge(sight({ container: null, control: null }))
  assert.equal(verdict.state, 'not_found')
  assert.deepEqual(verdict.reason, { code: 'vpn_container_not_found', container: 'gluetun' })
})

test('a container that nothing shows to be Gluetun gets no engine, however healthy it is', () => {
  const container = someFacts({ name: 'db', image: 'postgres:17', provider: null, vpnType: null })
  for (const control of [unauthorized, unreachable, foreign] as const) {
    const verdict = judge(sight({ container, control, identified: false }))
    assert.deepEqual([verdict.connected, verdict.usable], [false, false])
    assert.deepEqual(verdict.reason, {
      code: 'not_shown_to_be_gluetun',
      container: 'db',
      image: 'postgres:17',
      reason: 'reason' in control ? control.reason : null,
    })
  }
})

test('the health check says what it saw, its first line only', () => {
  const container = someFacts({ health: 'unhealthy', healthOutput: 'dial tcp: i/o timeout\nmore' })
  const verdict = judge(sight({ container }))
  assert.deepEqual(verdict.reason, { code: 'unhealthy_with_public_ip', output: 'dial tcp: i/o timeout' })
})

test('what a health check says can not steer a terminal', () => {
  const healthOutput = '\u001b[2J\u202edial\u0007 tcp\r\nVPN gluetun is well'
  const verdict = judge(sight({ container: someFacts({ health: 'unhealthy', healthOutput }) }))
  assert.deepEqual(verdict.reason, { code: 'unhealthy_with_public_ip', output: '[2J dial tcp' })
})

test('an unlisted status route leaves the public IP to decide, then the health', () => {
  const unlisted: Reason = { code: 'routes_unlisted', routes: ['status'] }
  const problems = { status: unlisted, publicIp: null, ports: null }
  const withIp = judge(sight({ control: someReading({ status: 'unknown', problems }) }))
  assert.deepEqual([withIp.state, withIp.usable], ['up', true])
  assert.deepEqual(withIp.reason, unlisted)
  const without = judge(sight({ control: someReading({ status: 'unknown', problems, publicIp: null }) }))
  assert.deepEqual([without.state, without.connected], ['unreachable', true])
})

test('a port missing for more than a minute is a fault that blocks nothing', () => {
  const container = someFacts({ portForwardingEnabled: true })
  assert.equal(judge(sight({ container, noPortForMs: 60_000 })).state, 'up')
  const fault = judge(sight({ container, noPortForMs: 60_001 }))
  assert.deepEqual([fault.state, fault.connected, fault.usable], ['degraded', true, true])
  assert.deepEqual(fault.reason, { code: 'forwarded_port_missing', watchdog: false })
  const watched = judge(sight({ container, noPortForMs: 60_001, watchdog: true }))
  assert.deepEqual(watched.reason, { code: 'forwarded_port_missing', watchdog: true })
})

test('an unreadable port route matters only where forwarding may be on', () => {
  const ports: Reason = { code: 'ports_route_unlisted' }
  const control = someReading({
    forwardedPorts: null,
    problems: { status: null, publicIp: null, ports },
  })
  assert.equal(judge(sight({ control })).reason, null)
  const on = judge(sight({ control, container: someFacts({ portForwardingEnabled: true }) }))
  assert.deepEqual([on.state, on.reason], ['up', ports])
})

test('whatever is seen: what blocks or disconnects has a reason, and a state word of its own', () => {
  const facts = fc.record({
    status: fc.constantFrom(
      'created',
      'running',
      'running',
      'running',
      'paused',
      'restarting',
      'removing',
      'exited',
      'dead',
    ),
    health: fc.constantFrom('healthy', 'unhealthy', 'starting', 'unknown'),
    exitCode: fc.constantFrom(null, 0, 1, 143),
    portForwardingEnabled: fc.constantFrom(true, false, null),
  })
  const readings = fc.oneof(
    fc.constantFrom(null, unauthorized, unreachable, foreign),
    fc.record({
      status: fc.constantFrom(
        'starting',
        'running',
        'stopping',
        'stopped',
        'crashed',
        'completed',
        'unknown',
      ),
      publicIp: fc.constantFrom(null, '198.51.100.7'),
    }),
  )
  const age = fc.option(fc.integer({ min: 0, max: 200_000 }))
  const property = fc.property(
    fc.option(facts),
    readings,
    fc.boolean(),
    age,
    age,
    (some, reading, identified, noIpForMs, noPortForMs) => {
      const control =
        reading && !('kind' in reading)
          ? someReading(reading as Partial<Extract<ControlReading, { kind: 'ok' }>>)
          : reading
      const container = some && someFacts(some as Partial<VpnContainerFacts>)
      const verdict = judge(
        sight({
          container,
          control,
          identified: identified || control?.kind === 'ok',
          noIpForMs,
          noPortForMs,
        }),
      )
      if (!verdict.usable || !verdict.connected) assert.ok(verdict.reason)
      if (verdict.state === 'up') assert.ok(verdict.connected && verdict.usable)
      if (['connecting', 'stopped', 'crashed', 'not_found'].includes(verdict.state))
        assert.ok(!verdict.usable && !verdict.connected)
      if (container?.health === 'unhealthy') assert.ok(!verdict.usable)
      if (!identified && control?.kind !== 'ok') assert.ok(!verdict.usable && !verdict.connected)
    },
  )
  fc.assert(property, { numRuns: 500 })
})

const FORWARDING: readonly (readonly [boolean | null, readonly number[] | null, string])[] = [
  [true, [5914], 'on'],
  [true, [], 'pending'],
  [true, null, 'unknown'],
  [false, [], 'off'],
  [false, null, 'off'],
  [false, [5914], 'on'],
  [null, [5914], 'on'],
  [null, [], 'unknown'],
  [null, null, 'unknown'],
]
for (const [enabled, ports, expected] of FORWARDING)
  test(`forwarding set ${enabled} with ports ${JSON.stringify(ports)} is ${expected}`, () => {
    assert.equal(portForwarding(enabled, ports), expected)
  })

test('where no public IP will ever be told, the health decides at once', () => {
  const off = someFacts({ publicIpDisabled: true })
  const verdict = judge(sight({ container: off, control: ipless, noIpForMs: 0 }))
  assert.deepEqual([verdict.state, verdict.usable], ['up', true])
  assert.deepEqual(verdict.reason, { code: 'public_ip_disabled' })
  const publicIp: Reason = { code: 'routes_unlisted', routes: ['publicIp'] }
  const refused = someReading({
    publicIp: null,
    problems: { status: null, publicIp, ports: null },
    unlisted: ['publicIp'],
  })
  const unlisted = judge(sight({ control: refused, noIpForMs: 0 }))
  assert.deepEqual([unlisted.state, unlisted.usable], ['up', true])
  assert.deepEqual(unlisted.reason, publicIp)
  const starting = someFacts({ publicIpDisabled: true, health: 'starting' })
  assert.equal(judge(sight({ container: starting, control: ipless, noIpForMs: 0 })).state, 'connecting')
})

for (const healthOutput of [
  '2026-11-27T09:15:02Z ERROR HTTP response status: 500 : dial tcp4: i/o timeout',
  '2026/11/27 09:15:02 ERROR HTTP response status: 500 : dial tcp4: i/o timeout',
  '2026-11-27T09:15:02.123+01:00 ERROR HTTP response status: 500 : dial tcp4: i/o timeout',
])
  test(`the reason is the same after each check: ${healthOutput.slice(0, 31)}`, () => {
    const verdict = judge(sight({ container: someFacts({ health: 'unhealthy', healthOutput }) }))
    assert.deepEqual(verdict.reason, {
      code: 'unhealthy_with_public_ip',
      output: 'HTTP response status: 500 : dial tcp4: i/o timeout',
    })
  })
