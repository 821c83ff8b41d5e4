import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { startDockerd, type TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import {
  aRuntime,
  aSpec,
  ENGINE_IMAGE,
  importEngineImage,
  made,
} from '@acestream-orchestrator/testing/docker/test-engine'
import { answers, until } from '@acestream-orchestrator/testing/machine/wait'
import type { EngineSpec } from '../../server/src/provisioning/ports.ts'
import type { DockerRuntime } from '../../server/src/runtime/docker/runtime.ts'

const signal = new AbortController().signal
const VPN = 'vpn-1'
let dockerd: TestDockerd
let runtime: DockerRuntime

before(async () => {
  dockerd = await startDockerd()
  await importEngineImage(dockerd.api)
  runtime = aRuntime(dockerd.host, { vpnNames: [VPN] })
})

afterEach(() => dockerd.eraseAll())

after(() => dockerd?.close())

/** A container that stands for the VPN's: its namespace is what engines live in. */
async function aVpn(publish: readonly number[] = [], more: object = {}): Promise<string> {
  const keys = publish.map((port) => `${port}/tcp`)
  const body = {
    Image: ENGINE_IMAGE,
    Env: [
      'OPENVPN_PASSWORD=hunter2',
      'VPN_PORT_FORWARDING=on',
      'VPN_SERVICE_PROVIDER=protonvpn',
      'VPN_TYPE=wireguard',
    ],
    ExposedPorts: Object.fromEntries(keys.map((key) => [key, {}])),
    HostConfig: {
      PortBindings: Object.fromEntries(
        publish.map((port) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: String(port) }]]),
      ),
    },
    ...more,
  }
  const { Id } = await dockerd.api.json<{ Id: string }>('POST', `/containers/create?name=${VPN}`, body)
  await dockerd.api.json('POST', `/containers/${Id}/start`)
  return Id
}

function within(containerId: string, change: Partial<EngineSpec> = {}): EngineSpec {
  return aSpec({ network: { kind: 'vpn', containerId, containerName: VPN }, ...change })
}

describe('an engine in the namespace of a VPN', () => {
  test('is reached through it, and its counters are not taken for its own', async () => {
    const spec = aSpec()
    const vpn = await aVpn([spec.ports.http])
    const facts = made(await runtime.create({ ...spec, network: within(vpn).network }, signal))
    assert.equal(facts.networkOwner, vpn)
    assert.deepEqual(facts.addresses[0], { host: '127.0.0.1', port: spec.ports.http })
    assert.deepEqual(facts.advertised, { host: '127.0.0.1', port: spec.ports.http })
    for (const { host, port } of facts.addresses) await until(`${host}:${port}`, () => answers(host, port))
    const reading = await runtime.stats(facts.id, signal)
    assert.deepEqual([reading?.rxBytes, reading?.txBytes], [null, null])
    assert.ok((reading?.memoryBytes ?? 0) > 0)
  })

  test('follows it to another address when it restarts', async () => {
    const vpn = await aVpn()
    const before = made(await runtime.create(within(vpn), signal))
    await dockerd.api.json('POST', `/containers/${vpn}/stop?t=0`)
    const squatter = await dockerd.api.json<{ Id: string }>('POST', '/containers/create?name=squatter', {
      Image: ENGINE_IMAGE,
    })
    await dockerd.api.json('POST', `/containers/${squatter.Id}/start`)
    await dockerd.api.json('POST', `/containers/${vpn}/start`)
    const [after] = await runtime.list(signal)
    assert.equal(after?.addresses.length, 1)
    assert.notDeepEqual(after?.addresses, before.addresses)
  })

  test('cannot be created or restarted while it is down or gone, with a reason of its own', async () => {
    const vpn = await aVpn()
    const { id } = made(await runtime.create(within(vpn), signal))
    await dockerd.api.json('POST', `/containers/${vpn}/stop?t=0`)
    const down = await runtime.create(within(vpn), signal)
    assert.equal(!down.ok && down.failure.kind, 'vpn_gone')
    const again = await runtime.restart(id, 0, signal)
    assert.equal(!again.ok && again.failure.kind, 'vpn_gone')
    await dockerd.api.erase(vpn)
    const gone = await runtime.create(within(vpn), signal)
    assert.equal(!gone.ok && gone.failure.kind, 'vpn_gone')
    const orphan = await runtime.restart(id, 0, signal)
    assert.equal(!orphan.ok && orphan.failure.kind, 'vpn_gone')
    assert.deepEqual(
      (await runtime.list(signal)).map((facts) => facts.id),
      [id],
    )
  })
})

describe('the VPN container', () => {
  test('is described without its secrets, with what is published and who else lives in it', async () => {
    const { http: port } = aSpec().ports
    const vpn = await aVpn([port, 8000])
    const neighbour = {
      Image: ENGINE_IMAGE,
      Cmd: ['--http-port=7777'],
      HostConfig: { NetworkMode: `container:${vpn}` },
    }
    const { Id } = await dockerd.api.json<{ Id: string }>(
      'POST',
      '/containers/create?name=neighbour',
      neighbour,
    )
    await dockerd.api.json('POST', `/containers/${Id}/start`)
    made(await runtime.create(within(vpn), signal))
    const facts = await runtime.inspectVpn(VPN, 8000, signal)
    assert.ok(facts)
    assert.deepEqual([facts.id, facts.name, facts.status, facts.health], [vpn, VPN, 'running', 'unknown'])
    assert.deepEqual(
      [facts.portForwardingEnabled, facts.provider, facts.vpnType],
      [true, 'protonvpn', 'wireguard'],
    )
    assert.deepEqual(facts.controlAddresses[0], { host: '127.0.0.1', port: 8000 })
    assert.ok(facts.published.has(port))
    assert.deepEqual([...facts.occupiedPorts], [6878], 'the neighbour, not our engine')
    assert.doesNotMatch(JSON.stringify(facts), /hunter2/)
  })

  test('reports its health with the words of its check', async () => {
    const Healthcheck = {
      Test: ['CMD', '/usr/local/bin/node', '-e', "console.log('no route'); process.exit(1)"],
      Interval: 50_000_000,
      Retries: 1,
    }
    await aVpn([], { Healthcheck })
    const sick = await until('the verdict', async () => {
      const facts = await runtime.inspectVpn(VPN, 8000, signal)
      return facts?.health === 'unhealthy' && facts
    })
    assert.equal(sick.healthOutput, 'no route')
  })

  test('is undefined when it is not there, and its logs can be read when it is', async () => {
    assert.equal(await runtime.inspectVpn(VPN, 8000, signal), undefined)
    const vpn = await aVpn([], { Env: ["DO=console.log('tunnel up')"] })
    const texts = async (id: string) => {
      const lines: string[] = []
      for await (const { text } of runtime.logs(id, { follow: false }, signal)) lines.push(text)
      return lines
    }
    await until('its line', async () => (await texts(VPN)).includes('tunnel up'))
    assert.deepEqual(await texts(vpn), ['tunnel up'])
    assert.equal(await runtime.inspect(vpn, signal), undefined, 'it does not carry our label')
  })

  test('its life and health are hinted by name', async (t) => {
    const hints: (string | null)[] = []
    const ending = new AbortController()
    t.after(() => ending.abort())
    const watching = runtime.watchVpn([VPN], (name) => hints.push(name), ending.signal)
    await until('the open stream', () => hints.length > 0)
    const vpn = await aVpn()
    await until('its start', () => hints.filter((hint) => hint === VPN).length >= 2)
    hints.length = 0
    await dockerd.api.json('POST', `/containers/${vpn}/kill`)
    await until('its death', () => hints.includes(VPN))
    ending.abort()
    await watching
  })
})
