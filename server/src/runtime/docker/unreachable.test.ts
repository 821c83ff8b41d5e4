import assert from 'node:assert/strict'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { Pool } from 'undici'
import type { Endpoint } from './endpoint.ts'
import { whyUnreachable } from './unreachable.ts'

const SOCKET: Endpoint = { kind: 'unix', label: 'unix:///no/such.sock', socketPath: '/no/such.sock' }
const REMOTE: Endpoint = { kind: 'http', label: 'tcp://big.lan:2375', host: 'big.lan', port: 2375 }

const failure = (code: string) => Object.assign(new Error(`connect ${code}`), { code })

const REASONS: readonly (readonly [code: string, endpoint: Endpoint, reason: RegExp])[] = [
  ['ENOENT', SOCKET, /no Docker socket at \/no\/such\.sock: .*-v \/no\/such\.sock:\/no\/such\.sock/],
  ['EACCES', SOCKET, /permission denied on \/no\/such\.sock: run as a user that may use it/],
  ['ECONNREFUSED', REMOTE, /tcp:\/\/big\.lan:2375 refuses connections/],
  ['ECONNRESET', SOCKET, /closed the connection/],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', SOCKET, /closed the connection/],
  ['ENOTFOUND', REMOTE, /no machine of that name/],
  ['EHOSTUNREACH', REMOTE, /no route/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', REMOTE, /refused our TLS .*DOCKER_CERT_PATH/],
  ['ESOMETHING', REMOTE, /tcp:\/\/big\.lan:2375: connect ESOMETHING/],
]

for (const [code, endpoint, reason] of REASONS)
  test(`${code} is told in words, with what to do`, () =>
    assert.match(whyUnreachable(failure(code), endpoint), reason))

test('a reason inside another error is found', () => {
  const wrapped = new Error('outer', { cause: failure('ECONNREFUSED') })
  assert.match(whyUnreachable(wrapped, REMOTE), /refuses connections/)
})

test('what speaks no HTTP is named, and is not taken for an answer that was cut', async (t) => {
  const greeter = createServer((connection) => void connection.end('SSH-2.0-OpenSSH_10.0\r\n'))
  await new Promise<void>((done) => greeter.listen(0, '127.0.0.1', done))
  t.after(() => greeter.close())
  const pool = new Pool(`http://127.0.0.1:${(greeter.address() as AddressInfo).port}`)
  const error: unknown = await pool.request({ method: 'GET', path: '/' }).catch((thrown: unknown) => thrown)
  assert.equal(whyUnreachable(error, REMOTE), 'tcp://big.lan:2375 speaks no HTTP: check DOCKER_HOST')
})
