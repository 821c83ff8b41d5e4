import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Endpoint, endpointOf } from './endpoint.ts'

const CASES: readonly (readonly [host: string, tls: boolean, endpoint: object])[] = [
  ['unix:///run/user/1000/docker.sock', false, { kind: 'unix', socketPath: '/run/user/1000/docker.sock' }],
  ['unix://', false, { kind: 'unix', socketPath: '/var/run/docker.sock' }],
  ['tcp://proxy:2375', false, { kind: 'http', host: 'proxy', port: 2375 }],
  ['tcp://proxy', false, { kind: 'http', host: 'proxy', port: 2375 }],
  ['http://proxy:80', false, { kind: 'http', host: 'proxy', port: 80 }],
  ['192.168.1.5:2375', false, { kind: 'http', host: '192.168.1.5', port: 2375 }],
  ['tcp://[fd00::5]:2375', false, { kind: 'http', host: 'fd00::5', port: 2375 }],
  ['tcp://big.lan:2375', true, { kind: 'https', host: 'big.lan', port: 2375 }],
  ['tcp://big.lan:2376', false, { kind: 'https', host: 'big.lan', port: 2376 }],
  ['https://big.lan', false, { kind: 'https', host: 'big.lan', port: 2376 }],
  [
    'ssh://ops@big.lan:2222',
    false,
    { kind: 'ssh', host: 'big.lan', port: 2222, username: 'ops', socketPath: null },
  ],
  [
    'ssh://big.lan',
    false,
    { kind: 'ssh', host: 'big.lan', port: undefined, username: undefined, socketPath: null },
  ],
  [
    'ssh://a@b/run/user/1/docker.sock',
    false,
    { kind: 'ssh', host: 'b', port: undefined, username: 'a', socketPath: '/run/user/1/docker.sock' },
  ],
]

for (const [dockerHost, tlsVerify, expected] of CASES)
  test(`${dockerHost}${tlsVerify ? ' with DOCKER_TLS_VERIFY' : ''} is read as Docker's clients read it`, () => {
    const endpoint = endpointOf({ dockerHost, tlsVerify, certPath: '/no/such/directory' })
    assert.deepEqual(withoutCertificates(endpoint), { label: dockerHost, ...expected })
  })

function withoutCertificates(endpoint: Endpoint): object {
  if (endpoint.kind !== 'https') return endpoint
  const { certificates, ...rest } = endpoint
  assert.deepEqual(certificates, { ca: undefined, cert: undefined, key: undefined })
  return rest
}

test('an address no Docker client takes is refused with the forms that are taken', () => {
  for (const dockerHost of ['ftp://x', 'tcp://', 'nonsense://'])
    assert.throws(() => endpointOf({ dockerHost, tlsVerify: false, certPath: null }), {
      code: 'validation',
      reason: { code: 'docker_host_invalid', value: dockerHost },
    })
})

test('a password in an ssh address is refused without being repeated', () => {
  assert.throws(
    () => endpointOf({ dockerHost: 'ssh://ops:hush@big.lan', tlsVerify: false, certPath: null }),
    { reason: { code: 'docker_host_has_password' } },
  )
})
