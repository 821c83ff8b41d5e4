import assert from 'node:assert/strict'
import { test } from 'node:test'
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
