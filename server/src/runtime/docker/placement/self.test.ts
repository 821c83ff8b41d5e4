import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Endpoint } from '../connection/endpoint.ts'
import type { ContainerRow } from '../wire.ts'
import { detectOwnContainer } from './self.ts'
import { placementOf } from './surroundings.ts'

const ID = '4d9f'.repeat(16)
const DOCKER_MOUNTS = `712 690 254:0 /var/lib/docker/containers/${ID}/resolv.conf /etc/resolv.conf rw - ext4 /dev/vda rw
713 690 254:0 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw - ext4 /dev/vda rw`
const PODMAN_MOUNTS = `513 492 0:26 /containers/overlay-containers/${ID}/userdata/hostname /etc/hostname rw - tmpfs tmpfs rw`
const MACHINE_MOUNTS = `88 24 0:52 / /var/lib/docker/containers/${ID}/mounts/shm rw - tmpfs shm rw`

const detect = (files: Record<string, string>, markers: readonly string[] = [], hostname = 'machine') =>
  detectOwnContainer(
    (path) => files[path],
    (path) => markers.includes(String(path)),
    hostname,
  )

test('our own container is found by what the engine mounts into it', () => {
  for (const mounts of [DOCKER_MOUNTS, PODMAN_MOUNTS])
    assert.deepEqual(detect({ '/proc/self/mountinfo': mounts }), { contained: true, ids: [ID] })
})

test("a machine that sees its containers' mounts is no container", () => {
  assert.deepEqual(
    detect({ '/proc/self/mountinfo': MACHINE_MOUNTS, '/proc/self/cgroup': '0::/init.scope' }),
    {
      contained: false,
      ids: [],
    },
  )
})

test('older engines tell by the control group, and last by the host name', () => {
  assert.deepEqual(detect({ '/proc/self/cgroup': `4:memory:/docker/${ID}` }).ids, [ID])
  assert.deepEqual(detect({ '/proc/self/cgroup': `0::/system.slice/docker-${ID}.scope` }).ids, [ID])
  assert.deepEqual(detect({}, ['/.dockerenv'], '4d9f4d9f4d9f').ids, ['4d9f4d9f4d9f'])
  assert.deepEqual(detect({}, ['/.dockerenv'], 'orchestrator'), { contained: true, ids: [] })
})

const SOCKET: Endpoint = { kind: 'unix', label: 'unix:///s', socketPath: '/s' }
const PROXY: Endpoint = { kind: 'http', label: 'tcp://proxy:2375', host: 'proxy', port: 2375 }
const SETTINGS = { engineHost: '127.0.0.1', advertise: null, network: null, vpnNames: ['gluetun'] }
const CONTAINED = { contained: true, ids: [ID] }
const ON_MACHINE = { contained: false, ids: [] }

function aRow(mode: string, networks: Readonly<Record<string, string>>): ContainerRow {
  const Networks = Object.fromEntries(
    Object.entries(networks).map(([name, NetworkID]) => [name, { NetworkID }]),
  )
  return { Id: ID, HostConfig: { NetworkMode: mode }, NetworkSettings: { Networks } }
}

test('in a container, new engines join its network and are told by name', () => {
  const row = aRow('media', { bridge: 'b', media: 'm' })
  const placement = placementOf(row, SOCKET, { ...SETTINGS, own: CONTAINED })
  assert.equal(placement.network, 'media')
  assert.equal(placement.advertise, 'name')
  assert.deepEqual([...placement.networkIds], ['b', 'm'])
  assert.deepEqual([placement.contained, placement.sameMachine], [true, true])
})

test("on Docker's own bridge or inside a VPN, the network is the one we are on", () => {
  assert.equal(
    placementOf(aRow('default', { bridge: 'b' }), SOCKET, { ...SETTINGS, own: CONTAINED }).network,
    'bridge',
  )
  assert.equal(
    placementOf(aRow('container:x', { vpn: 'v' }), SOCKET, { ...SETTINGS, own: CONTAINED }).network,
    'vpn',
  )
})

test("on the machine's network we are on the machine, and engines go to Docker's default", () => {
  const placement = placementOf(aRow('host', { host: 'h' }), SOCKET, { ...SETTINGS, own: CONTAINED })
  assert.deepEqual([placement.contained, placement.network], [false, null])
})

test('a socket proxy beside us is the same machine; an engine that does not know us is another', () => {
  const beside = placementOf(aRow('media', { media: 'm' }), PROXY, { ...SETTINGS, own: CONTAINED })
  assert.deepEqual([beside.sameMachine, beside.dockerMachine], [true, null])
  const apart = placementOf(undefined, PROXY, { ...SETTINGS, own: CONTAINED })
  assert.deepEqual([apart.sameMachine, apart.dockerMachine], [false, 'proxy'])
})

test('in a container that this engine does not know, everything that may work on its machine is tried', () => {
  const placement = placementOf(undefined, SOCKET, { ...SETTINGS, own: CONTAINED })
  assert.deepEqual([placement.contained, placement.sameMachine], [false, true])
  assert.equal(placement.advertise, 'published', 'its names lead to nobody there')
})

test('settings stand above what was found out', () => {
  const given = {
    engineHost: 'nas.lan',
    advertise: 'published',
    network: 'tv',
    vpnNames: [],
    own: CONTAINED,
  } as const
  const placement = placementOf(aRow('media', { media: 'm' }), SOCKET, given)
  assert.deepEqual(
    [placement.network, placement.advertise, placement.engineHost],
    ['tv', 'published', 'nas.lan'],
  )
  assert.equal(placementOf(undefined, SOCKET, { ...SETTINGS, own: ON_MACHINE }).advertise, 'published')
})

test('in the network of the VPN, found by our own row or by the row of the VPN, addresses are the published ones', () => {
  const found = { ...aRow('media', { media: 'm' }), Id: 'vpn-id', Names: ['/gluetun'] }
  for (const row of [aRow('container:vpn-id', {}), found]) {
    const placement = placementOf(row, SOCKET, { ...SETTINGS, own: CONTAINED })
    assert.deepEqual([placement.networkOwner, placement.advertise], ['vpn-id', 'published'])
  }
  const beside = placementOf(aRow('media', { media: 'm' }), SOCKET, { ...SETTINGS, own: CONTAINED })
  assert.equal(beside.networkOwner, null)
})
