import assert from 'node:assert/strict'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { Pool } from 'undici'
import type { Endpoint } from './endpoint.ts'
import { whyUnreachable } from './unreachable.ts'

const SOCKET: Endpoint = { kind: 'unix', label: 'unix:///no/such.sock', socketPath: '/no/such.sock' }
const REMOTE: Endpoint = { kind: 'http', label: 'tcp://big.lan:2375', host: 'big.lan', port: 2375 }

const failure = (code: string) => Object.assign(new Error(`connect ${code}`), { code })

const REASONS: readonly (readonly [code: string, endpoint: Endpoint, reason: Reason])[] = [
  ['ENOENT', SOCKET, { code: 'docker_socket_missing', path: '/no/such.sock' }],
  ['EACCES', SOCKET, { code: 'docker_permission_denied', path: '/no/such.sock', group: null }],
  ['ECONNREFUSED', REMOTE, { code: 'docker_not_running', endpoint: REMOTE.label }],
  ['ECONNRESET', SOCKET, { code: 'docker_connection_closed', endpoint: SOCKET.label }],
  [
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    SOCKET,
    { code: 'docker_connection_closed', endpoint: SOCKET.label },
  ],
  ['ENOTFOUND', REMOTE, { code: 'docker_host_unknown', endpoint: REMOTE.label, isTemporary: false }],
  ['EHOSTUNREACH', REMOTE, { code: 'docker_no_route', endpoint: REMOTE.label }],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    REMOTE,
    {
      code: 'docker_tls_refused',
      endpoint: REMOTE.label,
      text: 'connect DEPTH_ZERO_SELF_SIGNED_CERT',
    },
  ],
  [
    'ESOMETHING',
    REMOTE,
    {
      code: 'docker_connection_failed',
      endpoint: REMOTE.label,
      reason: verbatim('connect ESOMETHING'),
    },
  ],
]

for (const [code, endpoint, reason] of REASONS)
  test(`${code} of ${endpoint.kind} is ${reason.code}`, () =>
    assert.deepEqual(whyUnreachable(failure(code), endpoint), reason))

test('a reason inside another error is found', () => {
  const wrapped = new Error('outer', { cause: failure('ECONNREFUSED') })
  assert.equal(whyUnreachable(wrapped, REMOTE).code, 'docker_not_running')
})

test('what speaks no HTTP is named, and is not taken for an answer that was cut', async (t) => {
  const greeter = createServer((connection) => void connection.end('SSH-2.0-OpenSSH_10.0\r\n'))
  await new Promise<void>((done) => greeter.listen(0, '127.0.0.1', done))
  t.after(() => greeter.close())
  const pool = new Pool(`http://127.0.0.1:${(greeter.address() as AddressInfo).port}`)
  const error: unknown = await pool.request({ method: 'GET', path: '/' }).catch((thrown: unknown) => thrown)
  assert.deepEqual(whyUnreachable(error, REMOTE), { code: 'docker_not_http', endpoint: REMOTE.label })
})
