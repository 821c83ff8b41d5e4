import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ControlReading } from '../../vpn/ports.ts'
import type { ImageFacts, MemoryFacts, PortFacts, VpnFacts } from '../facts.ts'
import type { Judged } from '../finding.ts'
import { judgeAccess, judgeDocker, judgeImage, judgePageSize } from './docker.ts'
import { judgeClock, judgeDisk, judgeFileSystem, judgeMemory } from './machine.ts'
import { judgePorts } from './ports.ts'
import { judgeVpns } from './vpn.ts'

const shown = (judged: readonly Judged[]) => judged.map(({ verdict, found }) => `${verdict} ${found.code}`)
const MIB = 1024 * 1024
const GIB = 1024 * MIB

type Case = readonly [why: string, judged: readonly Judged[], expected: readonly string[]]

const reason = { code: 'docker_not_running', endpoint: 'unix:///run/docker.sock' } as const
const image = (change: Partial<ImageFacts>) =>
  judgeImage({ image: 'a/b', architecture: 'amd64', machine: 'x86_64', emulator: null, ...change })

const DOCKER: readonly Case[] = [
  ['answers', judgeDocker({ kind: 'usable', version: '29.1' }), ['ok docker_usable']],
  ['does not answer', judgeDocker({ kind: 'unusable', reason }), ['error docker_unusable']],
  ['allows all', judgeAccess({ tried: 8, refused: [] }), ['ok docker_access_complete']],
  [
    'refuses one kind of request',
    judgeAccess({ tried: 8, refused: [{ request: 'DELETE /x', allow: 'POST=1' }] }),
    ['error docker_access_refused'],
  ],
  ['has the image for its machine', image({}), ['ok image_fits']],
  ['has not pulled the image', image({ architecture: null }), ['info image_not_pulled']],
  [
    'is on ARM with an amd64 image and no emulator',
    image({ machine: 'aarch64', emulator: false }),
    ['error image_not_runnable'],
  ],
  ['is on ARM with an emulator', image({ machine: 'aarch64', emulator: true }), ['warning image_emulated']],
  ['is on ARM, emulators unseen', image({ machine: 'aarch64' }), ['warning image_emulated']],
  [
    'is on a 64-bit ARM with a 32-bit image',
    image({ machine: 'aarch64', architecture: 'arm' }),
    ['ok image_fits'],
  ],
  ['is on amd64 with a 32-bit image', image({ architecture: '386' }), ['ok image_fits']],
  [
    'is on a 32-bit ARM with a 64-bit image',
    image({ machine: 'armv7l', architecture: 'arm64', emulator: false }),
    ['error image_not_runnable'],
  ],
  ["hides its machine's architecture", image({ machine: null }), ['ok image_fits']],
  ['is on pages of 4 KiB', judgePageSize({ bytes: 4096 }), ['ok page_size_usual']],
  ['is on pages of 16 KiB', judgePageSize({ bytes: 16_384 }), ['error page_size_large']],
  ['is on pages of 64 KiB', judgePageSize({ bytes: 65_536 }), ['error page_size_large']],
  ['is elsewhere: pages unseen', judgePageSize({ bytes: null }), []],
]

const ports = (taken: readonly number[], change: Partial<PortFacts> = {}) =>
  judgePorts({
    ranges: [{ setting: 'PORT_RANGE_HOST', first: 19_000, last: 19_003, taken }],
    engines: 3,
    ownPortTaken: null,
    ...change,
  })

const PORTS: readonly Case[] = [
  ['all free', ports([]), ['ok ports_free']],
  ['one taken, enough left', ports([19_001]), ['info ports_partly_taken']],
  ['too few left', ports([19_000, 19_001]), ['error ports_exhausted']],
  ['none needed: in a VPN', ports([], { ranges: [] }), []],
  ['PORT held by another program', ports([], { ranges: [], ownPortTaken: 8000 }), ['error own_port_taken']],
]

const READ: ControlReading = {
  kind: 'ok',
  status: 'running',
  publicIp: '1.2.3.4',
  country: null,
  region: null,
  city: null,
  forwardedPorts: [],
  version: 'v3.41.3',
  problems: { status: null, publicIp: null, ports: null },
  unlisted: [],
}
const UNAUTHORIZED: ControlReading = {
  kind: 'unauthorized',
  reason: { code: 'control_unauthorized', where: 'gluetun:8000', credentials: 'none', wantsBasic: false },
}
const MOVED = { code: 'ports_route_moved' } as const

const vpn = (change: Partial<NonNullable<VpnFacts['container']>> | null, rest: Partial<VpnFacts> = {}) =>
  judgeVpns([
    {
      vpn: 'gluetun',
      range: { first: 19_000, last: 19_005 },
      engines: 3,
      container: change && {
        status: 'running',
        reading: READ,
        published: new Set(),
        needsPublished: false,
        ...change,
      },
      ...rest,
    },
  ])

const VPN: readonly Case[] = [
  ['in order, engines reached directly', vpn({}), ['ok vpn_control_usable']],
  ['no such container', vpn(null), ['error vpn_container_missing']],
  ['stopped', vpn({ status: 'exited' }), ['error vpn_container_stopped']],
  ['no key', vpn({ reading: UNAUTHORIZED }), ['error vpn_control_unusable']],
  [
    'a role without a route',
    vpn({ reading: { ...READ, unlisted: ['publicIp'] } }),
    ['warning vpn_routes_lacking'],
  ],
  [
    'a route that can not be read',
    vpn({ reading: { ...READ, problems: { ...READ.problems, ports: MOVED } } }),
    ['warning vpn_control_unusable'],
  ],
  [
    'ports published',
    vpn({ needsPublished: true, published: new Set([8000, 19_000, 19_001, 19_002]) }),
    ['ok vpn_control_usable', 'ok vpn_ports_published'],
  ],
  [
    'too few ports published',
    vpn({ needsPublished: true, published: new Set([8000, 19_000, 19_001]) }),
    ['ok vpn_control_usable', 'error vpn_ports_unpublished'],
  ],
  [
    'more engines than the range has ports',
    vpn(
      { needsPublished: true, published: new Set([19_000, 19_001]) },
      { range: { first: 19_000, last: 19_001 } },
    ),
    ['ok vpn_control_usable', 'ok vpn_ports_published'],
  ],
]

const clock = (...driftsMs: number[]) =>
  judgeClock({ compared: driftsMs.map((driftMs, n) => ({ source: `s${n}`, driftMs, withinMs: 600 })) })
const disk = (
  freeBytes: number,
  which: 'data_dir' | 'docker' = 'data_dir',
  notWritable: string | null = null,
) => judgeDisk({ disks: [{ disk: which, freeBytes }], notWritable })
const files = (fileSystem: string, contained = false) =>
  judgeFileSystem({ fileSystem, lackOfLocks: null, contained })
const memory = (change: Partial<MemoryFacts>) =>
  judgeMemory({
    availableBytes: 8 * GIB,
    totalBytes: 16 * GIB,
    engineLimitBytes: null,
    engines: 6,
    running: 0,
    ...change,
  })

const MACHINE: readonly Case[] = [
  ['a clock that nobody can be compared with', clock(), []],
  ['a clock in step', clock(400, -900), ['ok clock_agrees']],
  ['a clock 5 s off, as far as can be told', clock(5500), ['ok clock_agrees']],
  ['a clock 6 s ahead', clock(6000), ['warning clock_differs']],
  ['a clock an hour behind one of two', clock(0, -3_600_000), ['error clock_differs']],
  ['a roomy disk', disk(75 * GIB), ['ok disk_roomy']],
  ['a disk with little left', disk(400 * MIB), ['warning disk_low']],
  ['a full disk', disk(0), ['error disk_full']],
  ["Docker's disk, which needs more", disk(1024 * MIB, 'docker'), ['warning disk_low']],
  ["Docker's disk, full", disk(100 * MIB, 'docker'), ['error disk_full']],
  [
    'a folder of somebody else',
    disk(75 * GIB, 'data_dir', 'EACCES'),
    ['error data_dir_not_writable', 'ok disk_roomy'],
  ],
  ...['ext4', 'btrfs', 'xfs', 'zfs', 'fuse.fuseblk', 'overlay'].map(
    (type): Case => [`on ${type}`, files(type), ['ok file_system_usable']],
  ),
  ...['nfs', 'nfs4', 'cifs', 'smb3', '9p', 'ceph', 'fuse.sshfs', 'fuse.rclone', 'fuse.mergerfs'].map(
    (type): Case => [`on ${type}`, files(type), ['warning file_system_network']],
  ),
  ['on tmpfs', files('tmpfs'), ['warning file_system_volatile']],
  ['in the container itself', files('overlay', true), ['warning file_system_of_container']],
  [
    'on NFS without locks',
    judgeFileSystem({
      fileSystem: 'nfs4',
      lackOfLocks: { code: 'file_system_without_locks', fileSystem: 'nfs4' },
      contained: false,
    }),
    ['error file_system_lockless'],
  ],
  ['enough memory', memory({}), ['ok memory_enough']],
  ['memory for 3 of 6 engines', memory({ availableBytes: 800 * MIB }), ['warning memory_low']],
  ['the same with 4 of 6 running', memory({ availableBytes: 800 * MIB, running: 4 }), ['ok memory_enough']],
  ['hardly any memory', memory({ availableBytes: 100 * MIB }), ['error memory_exhausted']],
  [
    'limits above what there is',
    memory({ engineLimitBytes: 4 * GIB }),
    ['ok memory_enough', 'warning memory_overcommitted'],
  ],
  ['memory of another machine', memory({ availableBytes: null, totalBytes: null }), []],
]

for (const [subject, cases] of Object.entries({ DOCKER, PORTS, VPN, MACHINE }))
  describe(subject.toLowerCase(), () => {
    for (const [why, judged, expected] of cases)
      test(why, () => {
        assert.deepEqual(shown(judged), expected)
      })
  })

test('the evidence is part of the finding', () => {
  assert.deepEqual(ports([19_000, 19_001])[0]?.found, {
    code: 'ports_exhausted',
    setting: 'PORT_RANGE_HOST',
    first: 19_000,
    last: 19_003,
    free: 2,
    needed: 3,
    taken: [19_000, 19_001],
  })
  assert.deepEqual(vpn({ needsPublished: true, published: new Set([19_000]) })[1]?.found, {
    code: 'vpn_ports_unpublished',
    vpn: 'gluetun',
    published: 1,
    wanted: 3,
    first: 19_000,
    last: 19_002,
  })
  assert.deepEqual(clock(100, -3_600_000)[0]?.found, {
    code: 'clock_differs',
    source: 's1',
    driftMs: -3_600_000,
  })
})
