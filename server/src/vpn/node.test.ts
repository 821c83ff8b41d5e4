import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VpnStateWord } from '@acestream-orchestrator/contract/vpn'
import fc from 'fast-check'
import { someFacts, someReading } from '../../test/vpn-facts.ts'
import { judge, portForwarding, type Sight } from './node.ts'
import type { ControlReading, VpnContainerFacts } from './ports.ts'

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

const unauthorized: ControlReading = { kind: 'unauthorized', reason: 'answers 401: set GLUETUN_API_KEY' }
const unreachable: ControlReading = { kind: 'unreachable', reason: 'refuses connections' }
const foreign: ControlReading = { kind: 'not_gluetun', reason: 'HTML page: check GLUETUN_API_PORT' }
const ipless = someReading({ publicIp: null })

type Expected = readonly [state: VpnStateWord, connected: boolean, usable: boolean, reason: RegExp | null]

const UP: Expected = ['up', true, true, null]

const HEALTH: readonly (readonly [VpnContainerFacts['health'], ControlReading, number | null, Expected])[] = [
  ['healthy', someReading(), null, UP],
  ['unknown', someReading(), null, UP],
  ['starting', someReading(), null, UP],
  [
    'unhealthy',
    someReading(),
    null,
    ['degraded', true, false, /unhealthy, though the tunnel has a public IP/],
  ],
  ['healthy', ipless, 0, ['connecting', false, false, /no public IP yet/]],
  ['healthy', ipless, 59_999, ['connecting', false, false, /no public IP yet/]],
  ['healthy', ipless, 60_000, ['up', true, true, /public IP unknown/]],
  ['unknown', ipless, 0, ['connecting', false, false, /no public IP yet/]],
  ['unknown', ipless, 60_000, ['degraded', true, true, /no health check/]],
  ['starting', ipless, 60_000, ['connecting', false, false, /health check has not passed yet/]],
  ['unhealthy', ipless, 60_000, ['connecting', false, false, /no public IP yet; Docker says unhealthy/]],
  [
    'healthy',
    unauthorized,
    null,
    ['unauthorized', true, true, /set GLUETUN_API_KEY.*healthy, which decides/],
  ],
  ['unhealthy', unauthorized, null, ['unauthorized', false, false, /says unhealthy; .*set GLUETUN_API_KEY/]],
  ['starting', unauthorized, null, ['connecting', false, false, /not passed yet; .*set GLUETUN_API_KEY/]],
  ['unknown', unauthorized, null, ['unauthorized', false, true, /set GLUETUN_API_KEY.*unknown/]],
  ['healthy', unreachable, null, ['unreachable', true, true, /refuses connections/]],
  ['unhealthy', unreachable, null, ['unreachable', false, false, /says unhealthy; refuses/]],
  ['starting', unreachable, null, ['connecting', false, false, /not passed yet; refuses/]],
  ['unknown', unreachable, null, ['unreachable', false, true, /refuses connections/]],
  ['healthy', foreign, null, ['unreachable', true, true, /check GLUETUN_API_PORT/]],
  ['healthy', someReading({ status: 'starting' }), null, ['connecting', false, false, /starting the tunnel/]],
  ['healthy', someReading({ status: 'stopping' }), null, ['stopped', false, false, /stopping/]],
  [
    'healthy',
    someReading({ status: 'stopped' }),
    null,
    ['stopped', false, false, /restart it .*healthy is from before/],
  ],
  ['unhealthy', someReading({ status: 'stopped' }), null, ['stopped', false, false, /restart it$/]],
  ['healthy', someReading({ status: 'completed' }), null, ['stopped', false, false, /restart it/]],
  [
    'healthy',
    someReading({ status: 'crashed' }),
    null,
    ['crashed', false, false, /crashed.*15 s.*from before/],
  ],
  ['healthy', someReading({ status: 'unknown' }), null, UP],
]

for (const [health, control, noIpForMs, [state, connected, usable, reason]] of HEALTH) {
  const said = control.kind === 'ok' ? `${control.status}, IP ${control.publicIp}` : control.kind
  const age = noIpForMs === null ? '' : ` for ${noIpForMs} ms`
  test(`a ${health} container whose control server says ${said}${age} is ${state}`, () => {
    const verdict = judge(sight({ container: someFacts({ health }), control, noIpForMs }))
    assert.deepEqual([verdict.state, verdict.connected, verdict.usable], [state, connected, usable])
    if (reason) assert.match(String(verdict.reason), reason)
    else assert.equal(verdict.reason, null)
  })
}

const DEAD: readonly (readonly [VpnContainerFacts['status'], number | null, VpnStateWord, RegExp])[] = [
  ['created', null, 'stopped', /never started: docker start gluetun/],
  ['exited', 0, 'stopped', /exited with code 0/],
  ['exited', 137, 'stopped', /exited with code 137/],
  ['exited', 143, 'stopped', /exited with code 143/],
  ['exited', 1, 'crashed', /exited with code 1: its log says why/],
  ['exited', null, 'stopped', /exited: its log/],
  ['dead', 1, 'crashed', /code 1/],
  ['paused', null, 'stopped', /docker unpause gluetun/],
  ['removing', 0, 'stopped', /being removed/],
  ['restarting', 1, 'crashed', /exited with code 1 and Docker is restarting it/],
  ['restarting', 0, 'stopped', /Docker is restarting it/],
]
for (const [status, exitCode, state, reason] of DEAD)
  test(`a container that is ${status} with exit code ${exitCode} is ${state} and blocks new engines`, () => {
    const verdict = judge(sight({ container: someFacts({ status, exitCode }), control: null }))
    assert.deepEqual([verdict.state, verdict.connected, verdict.usable], [state, false, false])
    assert.match(String(verdict.reason), reason)
  })

test('a wrong name is not found, and the reason names the setting', () => {
  const verdict = judge(sight({ container: null, control: null }))
  assert.equal(verdict.state, 'not_found')
  assert.match(String(verdict.reason), /no container is named gluetun.*GLUETUN_CONTAINER_NAME/)
})

test('a container that nothing shows to be Gluetun gets no engine, however healthy it is', () => {
  const container = someFacts({ name: 'db', image: 'postgres:17', provider: null, vpnType: null })
  for (const control of [unauthorized, unreachable, foreign]) {
    const verdict = judge(sight({ container, control, identified: false }))
    assert.deepEqual([verdict.connected, verdict.usable], [false, false])
    assert.match(String(verdict.reason), /nothing shows that db \(image postgres:17\) is Gluetun/)
  }
})

test('the health check says what it saw, its first line only', () => {
  const container = someFacts({ health: 'unhealthy', healthOutput: 'dial tcp: i/o timeout\nmore' })
  const verdict = judge(sight({ container }))
  assert.match(String(verdict.reason), /^Docker says unhealthy \(dial tcp: i\/o timeout\), though/)
})

test('what a health check says can not steer a terminal', () => {
  const healthOutput = '\u001b[2J\u202edial\u0007 tcp\r\nVPN gluetun is well'
  const verdict = judge(sight({ container: someFacts({ health: 'unhealthy', healthOutput }) }))
  assert.match(String(verdict.reason), /^Docker says unhealthy \(\[2J dial tcp\), though/)
})

test('an unlisted status route leaves the public IP to decide, then the health', () => {
  const problems = { status: 'answers 401 to GET /v1/vpn/status: add it', publicIp: null, ports: null }
  const withIp = judge(sight({ control: someReading({ status: 'unknown', problems }) }))
  assert.deepEqual([withIp.state, withIp.usable], ['up', true])
  assert.match(String(withIp.reason), /add it/)
  const without = judge(sight({ control: someReading({ status: 'unknown', problems, publicIp: null }) }))
  assert.deepEqual([without.state, without.connected], ['unreachable', true])
})

test('a port missing for more than a minute is a fault that blocks nothing', () => {
  const container = someFacts({ portForwardingEnabled: true })
  assert.equal(judge(sight({ container, noPortForMs: 60_000 })).state, 'up')
  const fault = judge(sight({ container, noPortForMs: 60_001 }))
  assert.deepEqual([fault.state, fault.connected, fault.usable], ['degraded', true, true])
  assert.match(
    String(fault.reason),
    /no port for over a minute: restart the tunnel, or set VPN_PORT_WATCHDOG/,
  )
  assert.match(
    String(judge(sight({ container, noPortForMs: 60_001, watchdog: true })).reason),
    /is reconnected/,
  )
})

test('an unreadable port route matters only where forwarding may be on', () => {
  const control = someReading({
    forwardedPorts: null,
    problems: { status: null, publicIp: null, ports: 'add GET /v1/portforward' },
  })
  assert.equal(judge(sight({ control })).reason, null)
  const on = judge(sight({ control, container: someFacts({ portForwardingEnabled: true }) }))
  assert.deepEqual([on.state, on.reason], ['up', 'add GET /v1/portforward'])
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
  assert.match(verdict.reason ?? '', /PUBLICIP_ENABLED is off/)
  const refused = someReading({
    publicIp: null,
    problems: { status: null, publicIp: 'answers 401 to GET /v1/publicip/ip: add it', ports: null },
    unlisted: ['publicIp'],
  })
  const unlisted = judge(sight({ control: refused, noIpForMs: 0 }))
  assert.deepEqual([unlisted.state, unlisted.usable], ['up', true])
  assert.match(unlisted.reason ?? '', /add it/)
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
    assert.match(
      verdict.reason ?? '',
      /^Docker says unhealthy \(HTTP response status: 500 : dial tcp4: i\/o timeout\)/,
    )
  })
