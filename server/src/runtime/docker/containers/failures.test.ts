import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { DomainError } from '../../../lib/errors.ts'
import { callFailed } from '../../common/call-failed.ts'
import { DockerRefusal } from '../connection/refusal.ts'
import { createFailure } from './failures.ts'

const OWNER = 'a'.repeat(64)
const SELF = 'b'.repeat(64)

/** Words of Docker 20.10 to 29 and Podman (docs/reference/docker.md 4, docs/reference/gluetun.md 7.2). */
const WORDS: readonly (readonly [kind: string, port: number | null, status: number, words: string])[] = [
  [
    'port_taken',
    6878,
    500,
    'driver failed programming external connectivity on endpoint e (5c76): Bind for 0.0.0.0:6878 failed: port is already allocated',
  ],
  [
    'port_taken',
    6878,
    500,
    'failed to set up container networking: driver failed programming external connectivity on endpoint e (5c76): Bind for 127.0.0.1:6878 failed: port is already allocated',
  ],
  [
    'port_taken',
    19556,
    500,
    'driver failed programming external connectivity on endpoint e (ac1e): Error starting userland proxy: listen tcp4 127.0.0.1:19556: bind: address already in use',
  ],
  [
    'port_taken',
    8080,
    500,
    'failed to bind host port for 0.0.0.0:8080:172.18.0.2:80/tcp: address already in use',
  ],
  [
    'port_taken',
    8080,
    500,
    'failed to set up container networking: driver failed programming external connectivity on endpoint e (1): failed to bind host port 0.0.0.0:8080/tcp: address already in use',
  ],
  ['port_taken', 8080, 500, 'failed to bind host port [::]:8080/tcp: address already in use'],
  ['port_taken', 19555, 500, 'Bind for :::19555 failed: port is already allocated'],
  [
    'port_taken',
    19000,
    500,
    'Ports are not available: exposing port TCP 127.0.0.1:19000 -> 127.0.0.1:0: listen tcp 127.0.0.1:19000: bind: address already in use',
  ],
  ['port_taken', 8080, 500, 'rootlessport listen tcp 0.0.0.0:8080: bind: address already in use'],
  ['port_taken', null, 500, 'some later wording: address already in use'],
  [
    'name_taken',
    null,
    409,
    `Conflict. The container name "/acestream-1" is already in use by container "${OWNER}". You have to remove (or rename) that container to be able to reuse that name.`,
  ],
  [
    'name_taken',
    null,
    500,
    `container create: creating container storage: the container name "acestream-1" is already in use by ${OWNER}. You have to remove that container to be able to reuse that name: that name is already in use`,
  ],
  ['image_missing', null, 404, 'No such image: nobody/has-this:1'],
  ['image_missing', null, 404, 'no such image: docker.io/nobody/has-this:1: image not known'],
  ['vpn_gone', null, 409, `cannot join network of a non running container: ${OWNER}`],
  [
    'vpn_gone',
    null,
    409,
    'cannot join network namespace of a non running container: container gluetun is exited',
  ],
  ['vpn_gone', null, 404, `No such container: ${OWNER}`],
  ['vpn_gone', null, 500, `joining network namespace of container: No such container: ${OWNER}`],
  [
    'vpn_gone',
    null,
    409,
    `Cannot restart container ${SELF}: cannot join network of a non running container: ${OWNER}`,
  ],
  ['vpn_gone', null, 404, `Cannot restart container ${SELF}: No such container: ${OWNER}`],
  [
    'vpn_gone',
    null,
    500,
    `container create: looking up container to share net namespace with: no container with name or ID "${OWNER}" found: no such container`,
  ],
  [
    'name_taken',
    null,
    500,
    `container create: creating container storage: the container name "acestream-1" is already in use by ${OWNER}. You have to remove that container to be able to reuse that name: that name is already in use`,
  ],
  [
    'port_taken',
    6878,
    500,
    'cannot listen on the TCP port: listen tcp4 127.0.0.1:6878: bind: address already in use',
  ],
  ['other', null, 404, `No such container: ${SELF}`],
  ['other', null, 404, `no container with name or ID "${SELF}" found: no such container`],
  ['other', null, 404, 'network nonet not found'],
  ['other', null, 500, 'container create: unable to find network with name or ID nonet: network not found'],
  [
    'other',
    null,
    400,
    'failed to create shim task: OCI runtime create failed: exec: "/nope": stat /nope: no such file or directory: unknown',
  ],
  [
    'other',
    null,
    403,
    'the socket proxy forbids /containers/create (HTTP status 403): allow CONTAINERS=1 and POST=1 there',
  ],
]

const CREATING = { call: 'create_container', subject: 'x' } as const

for (const [kind, port, status, words] of WORDS)
  test(`${status} ${words.slice(0, 90)} is ${kind}`, () => {
    const failure = createFailure(new DockerRefusal(status, words), {
      ...CREATING,
      joins: true,
      id: SELF,
    })
    assert.equal(failure.kind, kind)
    assert.deepEqual(failure.reason, callFailed(CREATING, verbatim(words)))
    if (failure.kind === 'port_taken') assert.equal(failure.port, port)
  })

test('an engine that joins nobody can not have lost its VPN', () => {
  const refusal = new DockerRefusal(404, `No such container: ${OWNER}`)
  assert.equal(createFailure(refusal, { ...CREATING, joins: false, id: null }).kind, 'other')
})

test('a lost Docker is told as such, and a bug is thrown on', () => {
  const lost = new DomainError('runtime_unavailable', 'starting container x: the socket is gone')
  assert.deepEqual(createFailure(lost, { ...CREATING, joins: false, id: null }), {
    kind: 'unreachable',
    reason: verbatim('starting container x: the socket is gone'),
  })
  const bug = new TypeError('undefined is not a function')
  assert.throws(() => createFailure(bug, { ...CREATING, joins: false, id: null }), bug)
})
