import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  advertisedAddress,
  dialAddresses,
  type NetworkHolder,
  publishedPorts,
  type Surroundings,
} from './addresses.ts'

const ON_MACHINE: Surroundings = {
  contained: false,
  sameMachine: true,
  networkOwner: null,
  networkIds: new Set(),
  engineHost: '127.0.0.1',
  dockerMachine: null,
  advertise: 'published',
}
const IN_CONTAINER: Surroundings = {
  ...ON_MACHINE,
  contained: true,
  networkIds: new Set(['net-ours']),
  advertise: 'name',
}
const REMOTE: Surroundings = { ...ON_MACHINE, sameMachine: false, dockerMachine: 'big.lan' }

function aHolder(hostIp: string, change: Partial<NetworkHolder> = {}): NetworkHolder {
  return {
    id: 'id-1',
    name: 'acestream-1',
    onHostNetwork: false,
    networks: [{ NetworkID: 'net-ours', IPAddress: '172.18.0.5' }],
    ports: { '19000/tcp': [{ HostIp: hostIp, HostPort: '29000' }] },
    ...change,
  }
}

const inside = '172.18.0.5:19000'

const CASES: readonly (readonly [
  what: string,
  hostIp: string,
  from: Surroundings,
  reached: readonly string[],
])[] = [
  [
    'on the machine: the published port, then the container itself',
    '127.0.0.1',
    ON_MACHINE,
    ['127.0.0.1:29000', inside],
  ],
  ['published everywhere: loopback leads there too', '0.0.0.0', ON_MACHINE, ['127.0.0.1:29000', inside]],
  [
    'published on one address: that one, since loopback is not bound',
    '192.168.1.5',
    ON_MACHINE,
    ['192.168.1.5:29000', '127.0.0.1:29000', inside],
  ],
  [
    'ENGINE_HOST of another name',
    '127.0.0.1',
    { ...ON_MACHINE, engineHost: 'nas.lan' },
    ['127.0.0.1:29000', 'nas.lan:29000', inside],
  ],
  [
    'in a container on its network: its own address; our loopback leads nowhere',
    '127.0.0.1',
    IN_CONTAINER,
    [inside],
  ],
  [
    'in a container, with a name for the machine',
    '0.0.0.0',
    { ...IN_CONTAINER, engineHost: 'nas.lan' },
    [inside, 'nas.lan:29000'],
  ],
  [
    'in a container on another network: only what is published',
    '192.168.1.5',
    { ...IN_CONTAINER, networkIds: new Set(['other']) },
    ['192.168.1.5:29000'],
  ],
  ['Docker on another machine: that machine', '0.0.0.0', REMOTE, ['big.lan:29000']],
  [
    'Docker on another machine, published on an address of it',
    '192.168.1.5',
    REMOTE,
    ['192.168.1.5:29000', 'big.lan:29000'],
  ],
]

for (const [what, hostIp, from, reached] of CASES)
  test(what, () => {
    const addresses = dialAddresses(aHolder(hostIp), 19_000, from)
    assert.deepEqual(
      addresses.map(({ host, port }) => `${host}:${port}`),
      reached,
    )
  })

test('a container without address or published port is reached nowhere', () => {
  const holder = aHolder('', {
    networks: [{ NetworkID: 'net-ours', IPAddress: '' }],
    ports: { '19000/tcp': null },
  })
  assert.deepEqual(dialAddresses(holder, 19_000, ON_MACHINE), [])
})

test('IPv6 serves where there is no IPv4', () => {
  const holder = aHolder('', {
    networks: [{ NetworkID: 'net-ours', GlobalIPv6Address: 'fd00::5' }],
    ports: {},
  })
  assert.deepEqual(dialAddresses(holder, 19_000, IN_CONTAINER), [{ host: 'fd00::5', port: 19_000 }])
})

test('clients are told the name and the inner port, or ENGINE_HOST and the outer one', () => {
  const holder = aHolder('127.0.0.1')
  assert.deepEqual(advertisedAddress(holder, 19_000, IN_CONTAINER), { host: 'acestream-1', port: 19_000 })
  assert.deepEqual(advertisedAddress(holder, 19_000, { ...ON_MACHINE, engineHost: 'nas.lan' }), {
    host: 'nas.lan',
    port: 29_000,
  })
})

test('the published ports of a VPN are its TCP ports with a binding, also one that we cannot reach', () => {
  const ports = {
    '19000/tcp': [{ HostIp: '0.0.0.0', HostPort: '29000' }],
    '19001/tcp': [{ HostIp: '127.0.0.1', HostPort: '29001' }],
    '8621/udp': [{ HostIp: '', HostPort: '1' }],
    '8000/tcp': null,
  }
  assert.deepEqual([...publishedPorts(aHolder('', { ports }))], [19_000, 19_001])
})

test('in the network of a VPN its ports are on our own loopback first', () => {
  const from = { ...IN_CONTAINER, networkOwner: 'id-1' }
  assert.deepEqual(dialAddresses(aHolder('0.0.0.0'), 19_000, from)[0], { host: '127.0.0.1', port: 19_000 })
  assert.notEqual(dialAddresses(aHolder('0.0.0.0', { id: 'id-2' }), 19_000, from)[0]?.host, '127.0.0.1')
})

test("a container on the machine's network is reached where the machine is", () => {
  const holder = aHolder('', {
    onHostNetwork: true,
    networks: [{ NetworkID: 'host', IPAddress: '' }],
    ports: {},
  })
  assert.deepEqual(dialAddresses(holder, 8000, ON_MACHINE), [{ host: '127.0.0.1', port: 8000 }])
  assert.deepEqual(dialAddresses(holder, 8000, IN_CONTAINER), [])
  assert.deepEqual(dialAddresses(holder, 8000, { ...IN_CONTAINER, engineHost: '192.168.1.10' }), [
    { host: '192.168.1.10', port: 8000 },
  ])
})
