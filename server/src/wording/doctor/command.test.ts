import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CodedFinding } from '@acestream-orchestrator/contract/reasons/finding'
import { commandFor } from './command.ts'
import { cureSentence } from './cure.ts'
import { findingSentence } from './message.ts'

const HERE = { dataDir: "/srv/o'dd data", imageFor: (machine: string) => `engine-for-${machine}` }

const CASES: readonly (readonly [CodedFinding, sentence: RegExp, cure: RegExp, command: string | RegExp])[] =
  [
    [
      { code: 'docker_unusable', reason: { code: 'docker_socket_missing', path: '/run/d.sock' } },
      /Docker can't be used: there is no Docker socket at \/run\/d\.sock/,
      /start Docker/,
      'sudo systemctl enable --now docker',
    ],
    [
      {
        code: 'docker_unusable',
        reason: { code: 'docker_permission_denied', path: '/run/d.sock', group: 997 },
      },
      /permission denied on \/run\/d\.sock/,
      /group of the socket/,
      'sudo usermod -aG docker "$USER" && newgrp docker\n# in a container, in compose.yaml: group_add: ["997"]',
    ],
    [
      {
        code: 'docker_unusable',
        reason: { code: 'docker_too_old', version: '19.03', api: '1.40', oldestApi: '1.41' },
      },
      /Docker 19\.03 can't be used/,
      /Update Docker/,
      /--only-upgrade/,
    ],
    [
      {
        code: 'docker_access_refused',
        requests: ['DELETE /containers/{id}', 'POST /containers/{id}/stop'],
        allow: ['CONTAINERS=1 and POST=1 (with it DELETE)', 'POST=1, or ALLOW_STOP=1,'],
      },
      /forbids DELETE \/containers\/\{id\}, POST/,
      /socket proxy/,
      'environment:\n  CONTAINERS: 1\n  POST: 1\n  ALLOW_STOP: 1',
    ],
    [
      { code: 'image_not_runnable', image: 'a/b', architecture: 'amd64', machine: 'arm64' },
      /a\/b is built for amd64, the machine is arm64/,
      /Use an image for this machine/,
      /^TARGET_IMAGE=engine-for-arm64\n# or: docker run --privileged --rm tonistiigi\/binfmt --install amd64$/,
    ],
    [
      { code: 'image_not_pulled', image: 'a; rm -rf /' },
      /not on this machine yet/,
      /Nothing to do/,
      "docker pull 'a; rm -rf /'",
    ],
    [{ code: 'page_size_large', bytes: 16_384 }, /16384 bytes/, /Raspberry Pi 5/, /kernel8\.img/],
    [
      {
        code: 'ports_exhausted',
        setting: 'PORT_RANGE_HOST',
        first: 19_000,
        last: 19_001,
        free: 0,
        needed: 2,
        taken: [19_000, 19_001],
      },
      /PORT_RANGE_HOST 19000-19001: 0 ports free for 2 engines; other programs hold 19000, 19001/,
      /another range/,
      "sudo ss -ltnp '( sport >= :19000 and sport <= :19001 )'",
    ],
    [{ code: 'own_port_taken', port: 8000 }, /PORT 8000/, /another PORT/, "sudo ss -ltnp 'sport = :8000'"],
    [
      { code: 'vpn_container_missing', vpn: 'gluetun' },
      /no container gluetun/,
      /GLUETUN_CONTAINER_NAME/,
      /docker ps -a/,
    ],
    [
      { code: 'vpn_routes_lacking', vpn: 'gluetun', routes: ['publicIp'] },
      /lacks GET \/v1\/publicip\/ip$/,
      /config\.toml/,
      /^\[\[roles\]\]\n[\s\S]*"PUT \/v1\/vpn\/status"/,
    ],
    [
      { code: 'vpn_ports_unpublished', vpn: 'gluetun', published: 1, wanted: 6, first: 19_000, last: 19_005 },
      /publishes 1 of the 6 ports/,
      /recreate it/,
      "ports:\n  - '127.0.0.1:19000-19005:19000-19005'",
    ],
    [
      { code: 'clock_differs', source: 'Docker', driftMs: -61_400 },
      /61 s behind Docker/,
      /Synchronize/,
      /set-ntp true/,
    ],
    [
      { code: 'clock_differs', source: 'gluetun', driftMs: 7200_000 },
      /7200 s ahead of gluetun/,
      /Synchronize/,
      /set-ntp/,
    ],
    [
      { code: 'disk_full', disk: 'data_dir', freeBytes: 0 },
      /disk of DATA_DIR is full: 0 bytes free/,
      /STATS_RETENTION_DAYS/,
      "df -h '/srv/o'\\''dd data' && sudo du -xhd1 '/srv/o'\\''dd data'",
    ],
    [{ code: 'data_dir_not_writable', errorCode: 'EACCES' }, /EACCES/, /right to write/, /^sudo mkdir -p '/],
    [
      { code: 'file_system_network', fileSystem: 'nfs4' },
      /nfs4/,
      /local disk/,
      'DATA_DIR=/var/lib/acestream-orchestrator',
    ],
    [
      { code: 'file_system_of_container', fileSystem: 'overlay' },
      /recreating/,
      /volume/,
      /^volumes:\n {2}- data:/,
    ],
    [
      { code: 'memory_exhausted', availableBytes: 100 * 1024 * 1024 },
      /only 100 MiB/,
      /Free some/,
      /--sort=-rss/,
    ],
  ]

for (const [found, sentence, cure, command] of CASES)
  test(`${found.code} ${'reason' in found ? found.reason.code : ''}: its words, its cure and what to paste`, () => {
    assert.match(findingSentence(found), sentence)
    assert.match(cureSentence(found) ?? '', cure)
    const paste = commandFor(found, HERE) ?? ''
    if (typeof command === 'string') assert.equal(paste, command)
    else assert.match(paste, command)
  })

test('what is in order has nothing to cure', () => {
  const found: CodedFinding = { code: 'docker_usable', version: '29.1' }
  assert.equal(findingSentence(found), 'Docker 29.1 answers')
  assert.equal(cureSentence(found), null)
  assert.equal(commandFor(found, HERE), null)
})
