import assert from 'node:assert/strict'
import { type AddressInfo, createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { neverAborts } from '../../../lib/abort.ts'
import { textOf } from '../../common/body.ts'
import type { Endpoint } from './endpoint.ts'
import { openTransports } from './transport.ts'
import { isBrokenOff, whyUnreachable } from './unreachable.ts'

const SOCKET: Endpoint = { kind: 'unix', label: 'unix:///no/such.sock', socketPath: '/no/such.sock' }
const REMOTE: Endpoint = { kind: 'http', label: 'tcp://big.lan:2375', host: 'big.lan', port: 2375 }

const failure = (code: string) => Object.assign(new Error(`connect ${code}`), { code })

const REASONS: readonly (readonly [code: string, endpoint: Endpoint, reason: Reason])[] = [
  ['ENOENT', SOCKET, { code: 'docker_socket_missing', path: '/no/such.sock' }],
  ['EACCES', SOCKET, { code: 'docker_permission_denied', path: '/no/such.sock', group: null }],
  ['ECONNREFUSED', REMOTE, { code: 'docker_not_running', endpoint: REMOTE.label }],
  ['ECONNRESET', SOCKET, { code: 'docker_connection_closed', endpoint: SOCKET.label }],
  ['HPE_INVALID_EOF_STATE', SOCKET, { code: 'docker_connection_closed', endpoint: SOCKET.label }],
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

/** What reading an answer fails with that is these bytes and then the end. */
async function failureOf(t: TestContext, answer: string): Promise<unknown> {
  const server = createServer((connection) => void connection.on('error', () => {}).end(answer))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const { ordinary } = openTransports({ kind: 'http', label: 'here', host: '127.0.0.1', port })
  return ordinary({ method: 'GET', path: '/' }, neverAborts())
    .then(({ body }) => textOf(body))
    .then(assert.fail, (error: unknown) => error)
}

test('what speaks no HTTP is named', async (t) => {
  const error = await failureOf(t, 'SSH-2.0-OpenSSH_10.0\r\n')
  assert.deepEqual(whyUnreachable(error, REMOTE), { code: 'docker_not_http', endpoint: REMOTE.label })
})

const CUT = [
  ['nothing', ''],
  ['half a head', 'HTTP/1.1 200 OK\r\nContent-'],
  ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'],
  ['half a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{'],
  ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
] as const
for (const [what, answer] of CUT)
  test(`${what}, and then the end, is an answer that was cut`, async (t) => {
    const error = await failureOf(t, answer)
    assert.deepEqual(whyUnreachable(error, REMOTE), {
      code: 'docker_connection_closed',
      endpoint: REMOTE.label,
    })
    assert.ok(isBrokenOff(error))
  })

test('garbage in the midst of a body is an answer that was cut', async (t) => {
  const error = await failureOf(t, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\nzz')
  assert.deepEqual(whyUnreachable(error, REMOTE), { code: 'docker_not_http', endpoint: REMOTE.label })
  assert.ok(isBrokenOff(error))
})
