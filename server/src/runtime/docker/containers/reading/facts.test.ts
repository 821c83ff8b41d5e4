import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Surroundings } from '../../placement/addresses.ts'
import { vpnFactsOf } from '../../vpn/vpn-facts.ts'
import type { ContainerBody } from '../../wire.ts'
import { factsOf } from './facts.ts'

const FROM: Surroundings = {
  contained: false,
  sameMachine: true,
  networkOwner: null,
  networkIds: new Set(),
  engineHost: '127.0.0.1',
  dockerMachine: null,
  advertise: 'published',
}

const STARTED = '2026-11-22T17:45:47.251440256Z'
const NEVER = '0001-01-01T00:00:00Z'

function aBody(change: Partial<ContainerBody> = {}): ContainerBody {
  return {
    Id: 'c'.repeat(64),
    Name: '/acestream-1',
    Created: '2026-11-22T17:45:47.021781255Z',
    Image: 'sha256:015a',
    State: {
      Status: 'running',
      Running: true,
      ExitCode: 0,
      OOMKilled: false,
      Error: '',
      StartedAt: STARTED,
      FinishedAt: NEVER,
    },
    Config: { Image: 'engine:1', Labels: { 'acestream.http_port': '19000' } },
    HostConfig: {
      NetworkMode: 'default',
      PortBindings: { '19000/tcp': [{ HostIp: '127.0.0.1', HostPort: '19000' }] },
    },
    NetworkSettings: {
      Networks: { bridge: { NetworkID: 'n', IPAddress: '172.17.0.2' } },
      Ports: { '19000/tcp': [{ HostIp: '127.0.0.1', HostPort: '19000' }] },
    },
    ...change,
  }
}

test('a running container has started, and neither finished nor left an exit code', () => {
  const facts = factsOf(aBody(), undefined, FROM)
  assert.equal(facts.startedAtMs, Date.parse('2026-11-22T17:45:47.251Z'))
  assert.deepEqual(
    [facts.finishedAtMs, facts.exitCode, facts.oomKilled, facts.error],
    [null, null, false, null],
  )
  assert.deepEqual(facts.addresses, [
    { host: '127.0.0.1', port: 19_000 },
    { host: '172.17.0.2', port: 19_000 },
  ])
})

test('a dead one tells how it ended; its ports are those it would publish', () => {
  const State = {
    Status: 'exited',
    Running: false,
    ExitCode: 137,
    OOMKilled: true,
    StartedAt: STARTED,
    FinishedAt: STARTED,
  }
  const NetworkSettings = { Networks: { bridge: { NetworkID: '', IPAddress: '' } }, Ports: {} }
  const facts = factsOf(aBody({ State, NetworkSettings }), undefined, FROM)
  assert.deepEqual([facts.status, facts.exitCode, facts.oomKilled], ['exited', 137, true])
  assert.equal(facts.finishedAtMs, facts.startedAtMs)
  assert.deepEqual(facts.ports, { '19000/tcp': [{ HostIp: '127.0.0.1', HostPort: '19000' }] })
})

test('one that could not start says why, and never ran', () => {
  const State = {
    Status: 'created',
    ExitCode: 128,
    Error: 'port is already allocated',
    StartedAt: NEVER,
    FinishedAt: NEVER,
  }
  const facts = factsOf(aBody({ State }), undefined, FROM)
  assert.deepEqual(
    [facts.status, facts.startedAtMs, facts.exitCode, facts.error],
    ['created', null, null, 'port is already allocated'],
  )
})

test('shapes without the fields that came or went between versions are read all the same', () => {
  const facts = factsOf({ Id: 'x', State: { Running: true } }, undefined, FROM)
  assert.deepEqual(
    [facts.status, facts.name, facts.labels, facts.addresses, facts.imageDigest],
    ['running', '', {}, [], null],
  )
  assert.equal(factsOf({ Id: 'x', State: { Status: 'stopped' } }, undefined, FROM).status, 'exited')
})

test('an engine in a VPN is reached where the VPN is, and told by the name of the VPN', () => {
  const body = aBody({
    HostConfig: { NetworkMode: 'container:vpn1' },
    NetworkSettings: { Networks: {}, Ports: {} },
  })
  const owner = {
    id: 'vpn1',
    name: 'gluetun',
    onHostNetwork: false,
    networks: [{ NetworkID: 'n', IPAddress: '172.17.0.9' }],
    ports: { '19000/tcp': [{ HostIp: '0.0.0.0', HostPort: '39000' }] },
  }
  const contained = { ...FROM, contained: true, networkIds: new Set(['n']), advertise: 'name' } as const
  const facts = factsOf(body, owner, contained)
  assert.equal(facts.networkOwner, 'vpn1')
  assert.deepEqual(facts.addresses, [{ host: '172.17.0.9', port: 19_000 }])
  assert.deepEqual(facts.advertised, { host: 'gluetun', port: 19_000 })
  assert.deepEqual(factsOf(body, owner, FROM).advertised, { host: '127.0.0.1', port: 39_000 })
})

test('an engine in the namespace of an unknown container is reached nowhere', () => {
  const body = aBody({ HostConfig: { NetworkMode: 'container:foreign' } })
  assert.deepEqual(factsOf(body, undefined, FROM).addresses, [])
})

test("of a VPN's environment nothing is kept but three settings", () => {
  const Env = [
    'OPENVPN_PASSWORD=hunter2',
    'WIREGUARD_PRIVATE_KEY=abc',
    'VPN_PORT_FORWARDING=on',
    'VPN_SERVICE_PROVIDER=protonvpn',
    'VPN_TYPE=wireguard',
  ]
  const body = aBody({
    Name: '/gluetun',
    Config: { Image: 'gluetun', Env },
    State: { Status: 'running', Health: { Status: 'unhealthy', Log: [{ Output: ` ${'x'.repeat(600)}` }] } },
  })
  const facts = vpnFactsOf(body, 8000, new Set([9999]), FROM)
  assert.deepEqual(
    [facts.portForwardingEnabled, facts.provider, facts.vpnType],
    [true, 'protonvpn', 'wireguard'],
  )
  assert.deepEqual([facts.health, facts.healthOutput?.length], ['unhealthy', 600])
  assert.deepEqual(facts.controlAddresses, [{ host: '172.17.0.2', port: 8000 }])
  assert.doesNotMatch(JSON.stringify({ ...facts, published: [...facts.published] }), /hunter2|abc/)
})

test('what can not be read of a VPN is unknown, not off', () => {
  const facts = vpnFactsOf(aBody({ Config: {} }), 8000, new Set(), FROM)
  assert.deepEqual(
    [facts.portForwardingEnabled, facts.provider, facts.vpnType, facts.health],
    [null, null, null, 'unknown'],
  )
  assert.equal(
    vpnFactsOf(aBody({ Config: { Env: ['VPN_PORT_FORWARDING=off'] } }), 8000, new Set(), FROM)
      .portForwardingEnabled,
    false,
  )
})

function vpnWith(Env: readonly string[], change: Partial<ContainerBody> = {}, from = FROM) {
  return vpnFactsOf(aBody({ Name: '/gluetun', Config: { Env }, ...change }), null, new Set(), from)
}

for (const [Env, expected] of [
  [['VPN_PORT_FORWARDING=true'], true],
  [['VPN_PORT_FORWARDING=Yes'], true],
  [['VPN_PORT_FORWARDING=enabled'], true],
  [['VPN_PORT_FORWARDING= ON '], true],
  [['VPN_PORT_FORWARDING=disabled'], false],
  [['VPN_PORT_FORWARDING='], false],
  [['VPN_PORT_FORWARDING=perhaps'], null],
  [['VPN_PORT_FORWARDING=on', 'VPN_PORT_FORWARDING=off'], false],
  [['VPN_PORT_FORWARDING=off', 'VPN_PORT_FORWARDING=on'], true],
] as const)
  test(`${Env.join(' then ')} is read as Gluetun reads it: ${expected}`, () => {
    assert.equal(vpnWith(Env).portForwardingEnabled, expected)
  })

for (const [Env, expected] of [
  [['PUBLICIP_ENABLED=off'], true],
  [['PUBLICIP_ENABLED=No'], true],
  [['PUBLICIP_PERIOD=0'], true],
  [['PUBLICIP_PERIOD=12h'], false],
  [['PUBLICIP_ENABLED=on'], false],
  [[], false],
] as const)
  test(`whether ${Env.join() || 'nothing'} keeps the public IP unknown: ${expected}`, () => {
    assert.equal(vpnWith(Env).publicIpDisabled, expected)
  })

test("the control server's port is the one in Gluetun's environment, unless another was set", () => {
  const Env = ['HTTP_CONTROL_SERVER_ADDRESS=:8002']
  assert.deepEqual(vpnWith(Env).controlAddresses, [{ host: '172.17.0.2', port: 8002 }])
  const body = aBody({ Config: { Env } })
  assert.equal(vpnFactsOf(body, 8001, new Set(), FROM).controlPort, 8001)
  assert.equal(vpnWith(['HTTP_CONTROL_SERVER_ADDRESS=nonsense']).controlPort, 8000)
})

test('a control server on its own loopback is reached by nobody outside, and from inside on ours', () => {
  const Env = ['HTTP_CONTROL_SERVER_ADDRESS=127.0.0.1:8000']
  const outside = vpnWith(Env)
  assert.deepEqual(outside.controlAddresses, [])
  assert.deepEqual(outside.controlObstacle, { code: 'control_on_loopback', port: 8000 })
  const within = vpnWith(Env, {}, { ...FROM, contained: true, networkOwner: 'c'.repeat(64) })
  assert.deepEqual(within.controlAddresses[0], { host: '127.0.0.1', port: 8000 })
})

test('a container that joined the network of another says which one to name', () => {
  const facts = vpnWith([], { HostConfig: { NetworkMode: 'container:x' }, NetworkSettings: {} })
  assert.deepEqual(facts.controlObstacle, { code: 'control_network_is_anothers' })
})

test('one on the network of the machine is reached on its loopback', () => {
  const facts = vpnWith([], {
    HostConfig: { NetworkMode: 'host' },
    NetworkSettings: { Networks: { host: {} } },
  })
  assert.deepEqual(facts.controlAddresses, [{ host: '127.0.0.1', port: 8000 }])
})

test('it has been healthy since its start, or since the check after the last failed one', () => {
  const health = (Log: readonly object[], Status = 'healthy') =>
    vpnWith([], { State: { Status: 'running', StartedAt: STARTED, Health: { Status, Log } } }).healthySinceMs
  const passed = { ExitCode: 0, Start: '2026-11-22T18:00:05Z' }
  assert.equal(health([passed, passed]), Date.parse(STARTED))
  assert.equal(health([{ ExitCode: 1 }, passed, passed]), Date.parse(passed.Start))
  assert.equal(health([passed, { ExitCode: 1 }]), null)
  assert.equal(health([passed], 'unhealthy'), null)
})

test('an inspection of other shapes than expected is read as unknown, never thrown over', () => {
  const odd = {
    Config: { Env: [7, null, 'VPN_TYPE'] },
    State: { Status: 5, Health: { Log: 'x', Status: 7 } },
  }
  const facts = vpnFactsOf(aBody(odd as unknown as Partial<ContainerBody>), null, new Set(), FROM)
  assert.deepEqual([facts.health, facts.healthOutput, facts.vpnType], ['unknown', null, null])
})
