import assert from 'node:assert/strict'
import { realpathSync } from 'node:fs'
import { after, afterEach, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startDockerd, type TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import { importNodeImage } from '@acestream-orchestrator/testing/docker/node-image'
import { aRuntime, aSpec, importEngineImage, LABEL } from '@acestream-orchestrator/testing/docker/test-engine'

const REPOSITORY = realpathSync(fileURLToPath(new URL('../..', import.meta.url)))
const NODE_IMAGE = 'test-node:1'
const LOOKED_WITHIN_MS = 30_000
const skip = process.env['TEST_DOCKER_HOST'] ? 'needs our files and socket on the same machine' : false

let dockerd: TestDockerd

before(async () => {
  dockerd = await startDockerd()
  await importEngineImage(dockerd.api)
  await importNodeImage(dockerd.api, NODE_IMAGE, ['ENTRYPOINT ["/usr/local/bin/node"]'])
})

afterEach(() => dockerd.eraseAll())

after(() => dockerd?.close())

interface Seen {
  readonly addresses: readonly { readonly host: string; readonly port: number }[]
  readonly advertised: { readonly host: string; readonly port: number }
  readonly answered: boolean
}

/** The runtime inside a container, with the socket mounted, finds the engine by itself and asks it. */
const LOOK = `
  const { createDockerRuntime } = await import('/repo/server/src/runtime/docker/runtime.ts')
  const { systemClock } = await import('/repo/server/src/lib/clock.ts')
  const { silentLogger } = await import('/repo/server/src/lib/log.ts')
  const runtime = createDockerRuntime({ dockerHost: 'unix:///docker.sock', tlsVerify: false, certPath: null,
    label: ${JSON.stringify(LABEL)}, advertise: null, engineHost: '127.0.0.1', network: null, vpnNames: [],
    clock: systemClock, logger: silentLogger })
  const spec = JSON.parse(process.env.SPEC)
  const made = await runtime.create(spec, new AbortController().signal)
  if (!made.ok) throw new Error(JSON.stringify(made.failure))
  const { addresses, advertised } = made.facts
  let answered = false
  for (let n = 0; n < 100 && !answered; n++) {
    const address = 'http://' + addresses[0].host + ':' + addresses[0].port
    answered = await fetch(address, { signal: AbortSignal.timeout(1000) }).then((answer) => answer.ok, () => false)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  console.log('SEEN ' + JSON.stringify({ addresses, advertised, answered }))`

async function lookFrom(networkMode: string, spec: object): Promise<Seen> {
  const body = {
    Image: NODE_IMAGE,
    Cmd: ['--input-type=module', '-e', LOOK],
    Env: [`SPEC=${JSON.stringify(spec)}`],
    Labels: { [LABEL.key]: LABEL.value, 'orchestrator.kind': 'generic' },
    HostConfig: {
      NetworkMode: networkMode,
      Binds: [`${REPOSITORY}:/repo:ro`, `${dockerd.host.slice('unix://'.length)}:/docker.sock`],
    },
  }
  const { Id } = await dockerd.api.json<{ Id: string }>('POST', '/containers/create?name=orchestrator', body)
  await dockerd.api.json('POST', `/containers/${Id}/start`)
  const lines: string[] = []
  const logs = aRuntime(dockerd.host).logs(Id, { follow: true }, AbortSignal.timeout(LOOKED_WITHIN_MS))
  for await (const { text } of logs) lines.push(text)
  const seen = lines.find((line) => line.startsWith('SEEN '))
  assert.ok(seen, lines.join('\n'))
  return JSON.parse(seen.slice('SEEN '.length)) as Seen
}

interface OnNetworks {
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> }
}

async function addressOn(container: string, network: string): Promise<string | undefined> {
  const body = await dockerd.api.json<OnNetworks>('GET', `/containers/${container}/json`)
  return body.NetworkSettings.Networks[network]?.IPAddress
}

describe('run in a container', { skip }, () => {
  test("on Docker's own bridge, it creates engines there, dials their address and gives out their name", async () => {
    const spec = aSpec()
    const { addresses, advertised, answered } = await lookFrom('bridge', spec)
    assert.deepEqual(addresses, [{ host: await addressOn(spec.name, 'bridge'), port: spec.ports.http }])
    assert.deepEqual(advertised, { host: spec.name, port: spec.ports.http })
    assert.ok(answered)
  })

  test('on a network of the operator, engines join that one', async () => {
    await dockerd.api.json('POST', '/networks/create', { Name: 'media' })
    const spec = aSpec()
    const { addresses, answered } = await lookFrom('media', spec)
    assert.deepEqual(addresses, [{ host: await addressOn(spec.name, 'media'), port: spec.ports.http }])
    assert.ok(answered)
  })

  test("on the machine's network, engines are reached where they are published", async () => {
    const spec = aSpec()
    const { addresses, answered } = await lookFrom('host', spec)
    assert.deepEqual(addresses[0], { host: '127.0.0.1', port: spec.ports.http })
    assert.ok(answered)
  })
})
