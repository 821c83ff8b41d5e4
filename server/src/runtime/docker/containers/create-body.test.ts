import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineSpec } from '../../../provisioning/ports.ts'
import { engineBody, genericBody } from './create-body.ts'

const MIB = 1024 * 1024

interface Body {
  readonly ExposedPorts?: object
  readonly Hostname?: string
  readonly Labels: Readonly<Record<string, string>>
  readonly HostConfig: Readonly<Record<string, unknown>>
}

function aBody(change: Partial<EngineSpec> = {}, defaultNetwork: string | null = null): Body {
  const spec: EngineSpec = {
    name: 'acestream-1',
    image: 'engine:1',
    variant: 'args',
    args: [],
    env: {},
    labels: { a: 'b' },
    ports: { http: 19_000, https: 22_000, api: 20_000, p2p: 21_000 },
    network: { kind: 'own', network: null, publishIp: '127.0.0.1' },
    memoryLimitBytes: null,
    cpuLimit: null,
    publishHttps: false,
    ...change,
  }
  return engineBody(spec, defaultNetwork) as Body
}

test("an engine has no health check of its image's: that one may ask another port", () => {
  assert.deepEqual((aBody() as { Healthcheck?: object }).Healthcheck, { Test: ['NONE'] })
})

test('on a network of its own, the HTTP port is published under the same number', () => {
  const { ExposedPorts, HostConfig } = aBody()
  assert.deepEqual(ExposedPorts, { '19000/tcp': {} })
  assert.deepEqual(HostConfig['PortBindings'], { '19000/tcp': [{ HostIp: '127.0.0.1', HostPort: '19000' }] })
  assert.equal(HostConfig['NetworkMode'], undefined)
})

test('the network is the given one, else our own', () => {
  assert.equal(aBody({}, 'media').HostConfig['NetworkMode'], 'media')
  const network = { kind: 'own', network: 'tv', publishIp: '127.0.0.1' } as const
  assert.equal(aBody({ network }, 'media').HostConfig['NetworkMode'], 'tv')
})

test('inside a VPN there is nothing that Docker refuses there: no host name, no ports', () => {
  const network = { kind: 'vpn', containerId: 'v'.repeat(64), containerName: 'gluetun' } as const
  const { ExposedPorts, Hostname, HostConfig } = aBody({ network, publishHttps: true }, 'media')
  assert.equal(HostConfig['NetworkMode'], `container:${'v'.repeat(64)}`)
  assert.deepEqual([ExposedPorts, Hostname, HostConfig['PortBindings']], [undefined, undefined, undefined])
})

test('state is kept in memory, at most half of what the engine may use', () => {
  const sizeIn = (memoryLimitBytes: number | null) => aBody({ memoryLimitBytes }).HostConfig['ShmSize']
  assert.equal(sizeIn(null), 1280 * MIB)
  assert.equal(sizeIn(512 * MIB), 256 * MIB)
  assert.equal(sizeIn(64 * MIB), 64 * MIB)
  const { Tmpfs } = aBody({ memoryLimitBytes: 512 * MIB }).HostConfig
  assert.equal(
    (Tmpfs as Record<string, string>)['/home/appuser/.ACEStream'],
    `rw,mode=1777,size=${256 * MIB}`,
  )
})

test('labels are kept, and Watchtower is told to keep off, whatever a caller says', () => {
  const Labels = { a: 'b', 'com.centurylinklabs.watchtower.enable': 'false' }
  assert.deepEqual(aBody().Labels, Labels)
  const asked = {
    a: 'b',
    'com.centurylinklabs.watchtower': 'true',
    'com.centurylinklabs.watchtower.enable': 'true',
    'com.centurylinklabs.watchtower.lifecycle.pre-update': '/bin/sh',
  }
  assert.deepEqual(aBody({ labels: asked }).Labels, Labels)
})

test('a container that is no engine has the limits of an engine', () => {
  const body = genericBody(
    {
      name: 'svc-1',
      image: 'nginx',
      env: {},
      labels: {},
      ports: { '80/tcp': 20_100 },
      publishIp: '127.0.0.1',
      memoryLimitBytes: 512 * MIB,
      cpuLimit: 1.5,
    },
    null,
  ) as Body
  const { Memory, MemorySwap, NanoCpus, PidsLimit } = body.HostConfig
  assert.deepEqual([Memory, MemorySwap, NanoCpus], [512 * MIB, 512 * MIB, 1_500_000_000])
  assert.equal(PidsLimit, aBody().HostConfig['PidsLimit'])
})
