import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesBetween, type Machine } from './machine-changes.ts'

const ID = 'a'.repeat(64)
const GROUP = `/sys/fs/cgroup/pids/docker/${ID}`
const BRIDGE = { name: 'bridge', bridge: 'docker0', subnets: ['172.17.0.0/16'] }
const MEDIA = { name: 'media', bridge: 'br-0123456789ab', subnets: ['172.18.0.0/16'] }
const WEB = {
  id: ID,
  name: '/web',
  image: 'nginx:1',
  running: true,
  labels: [],
  addresses: ['172.17.0.2'],
}
const QUIET: Machine = {
  links: ['lo', 'eth0', 'docker0', 'veth1'],
  rules: [
    'iptables filter: :FORWARD DROP',
    'iptables filter: -A FORWARD -j DOCKER-USER',
    'iptables nat: -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
  ],
  netns: [],
  containerCgroups: [GROUP],
  sandboxes: [],
  docker: { containers: [WEB], networks: [BRIDGE], images: ['nginx:1'], volumes: [] },
}
const docker = (change: Partial<NonNullable<Machine['docker']>>) => ({
  docker: { containers: [WEB], networks: [BRIDGE], images: ['nginx:1'], volumes: [], ...change },
})

const CASES: readonly (readonly [what: string, Partial<Machine>, Partial<Machine>, readonly string[]])[] = [
  ['nothing', {}, {}, []],
  [
    'a container that others stopped takes its link and cgroup along',
    {},
    {
      links: ['lo', 'eth0', 'docker0'],
      containerCgroups: [],
      ...docker({ containers: [{ ...WEB, running: false, addresses: [] }] }),
    },
    [],
  ],
  [
    'a cgroup that is gone under a running container',
    {},
    { containerCgroups: [] },
    [`removed cgroup: ${GROUP}`],
  ],
  [
    'a cgroup of a container that no Docker knows',
    docker({ containers: [] }),
    docker({ containers: [] }),
    [],
  ],
  [
    'the same, left',
    { containerCgroups: [], ...docker({ containers: [] }) },
    docker({ containers: [] }),
    [`left cgroup: ${GROUP}`],
  ],
  [
    'a network of others comes with its bridge',
    {},
    {
      links: [...QUIET.links, MEDIA.bridge],
      rules: [...QUIET.rules, `iptables filter: -A FORWARD -o ${MEDIA.bridge} -j DOCKER`],
      ...docker({ networks: [BRIDGE, MEDIA] }),
    },
    [],
  ],
  [
    'a bridge that no network of Docker has',
    {},
    { links: [...QUIET.links, 'br-ffffffffffff'] },
    ['left link: br-ffffffffffff'],
  ],
  [
    'docker0 is gone, though Docker has its network',
    {},
    { links: ['lo', 'eth0', 'veth1'] },
    ['removed link: docker0'],
  ],
  [
    'a rule is there twice',
    {},
    { rules: [...QUIET.rules, 'iptables filter: -A FORWARD -j DOCKER-USER'] },
    ['left rule: iptables filter: -A FORWARD -j DOCKER-USER'],
  ],
  [
    'rules that Docker keeps are gone',
    {},
    { rules: ['iptables filter: :FORWARD DROP'] },
    [
      'removed rule: iptables filter: -A FORWARD -j DOCKER-USER',
      'removed rule: iptables nat: -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
    ],
  ],
  [
    'a rule for an address that only begins like one of a container',
    {
      rules: ['iptables nat: -A DOCKER -d 172.17.0.20/32 -j RETURN'],
    },
    { rules: [], ...docker({ containers: [] }) },
    ['removed rule: iptables nat: -A DOCKER -d 172.17.0.20/32 -j RETURN'],
  ],
  [
    'where no Docker answers, everything is told',
    { docker: null },
    { docker: null, links: ['lo', 'eth0'] },
    ['removed link: docker0'],
  ],
  [
    'images and containers of tests are ours, those of others are not',
    {},
    docker({
      images: ['nginx:1', 'redis:7', 'test-engine:1'],
      containers: [WEB, { ...WEB, id: 'b'.repeat(64), name: '/e', image: 'acestream-emulator:args' }],
    }),
    ['left container: /e (bbbbbbbbbbbb)', 'left image: test-engine:1'],
  ],
]

for (const [what, before, after, told] of CASES)
  test(what, () => assert.deepEqual(changesBetween({ ...QUIET, ...before }, { ...QUIET, ...after }), told))
