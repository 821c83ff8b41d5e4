import assert from 'node:assert/strict'
import { createConnection } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { buildImages } from '@acestream-orchestrator/emulator/image'
import { startDockerd, type TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import { aSpec } from '@acestream-orchestrator/testing/docker/test-engine'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import type { Variant } from '../../server/src/provisioning/ports.ts'
import { chooseVariant, recipe } from '../../server/src/provisioning/spec/variant.ts'

const VARIANTS: readonly Variant[] = [
  'args',
  'command',
  'extra-flags',
  'http-port-env',
  'conf-env',
  'acestream-args',
]
let dockerd: TestDockerd

interface Container {
  readonly id: string
  readonly ip: string
}

before(async () => {
  dockerd = await startDockerd()
  await buildImages({ dockerHost: dockerd.host })
})

after(() => dockerd?.close())

async function run(Image: string, more: object = {}): Promise<Container> {
  const { api } = dockerd
  const { Id: id } = await api.json<{ Id: string }>('POST', '/containers/create', { Image, ...more })
  await api.json('POST', `/containers/${id}/start`)
  const { NetworkSettings } = await inspect(id)
  return { id, ip: NetworkSettings.Networks['bridge']?.IPAddress ?? '' }
}

function inspect(id: string) {
  return dockerd.api.json<{
    readonly State: {
      readonly Running: boolean
      readonly ExitCode: number
      readonly Health?: { readonly Status: string; readonly Log: readonly { readonly Output: string }[] }
    }
    readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> }
  }>('GET', `/containers/${id}/json`)
}

async function logs(id: string): Promise<string> {
  return (await dockerd.api.send('GET', `/containers/${id}/logs?stdout=1&stderr=1`)).text
}

async function text(url: string, body?: object): Promise<string | undefined> {
  const post = body && { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(url, { ...post, signal: AbortSignal.timeout(2000) }).catch(() => undefined)
  return answer?.text()
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, host)
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

describe('an engine image for every variant', () => {
  for (const variant of VARIANTS)
    test(`${variant}: answers on the ports that the product sets`, async () => {
      const image = `acestream-emulator:${variant}`
      const ports = { http: 19_000, https: 19_001, api: 19_002, p2p: 19_003 }
      const { cmd, env } = recipe({ ...aSpec(), image, variant, args: [], env: {}, ports })
      const Env = Object.entries(env).map(([name, value]) => `${name}=${value}`)
      const { id, ip } = await run(image, { ...(cmd ? { Cmd: cmd } : {}), Env })
      const answer = await until(
        'get_status',
        async () => {
          const { State } = await inspect(id)
          if (!State.Running) throw new Error(`exit code ${State.ExitCode}: ${await logs(id)}`)
          return text(`http://${ip}:${ports.http}/server/api?api_version=3&method=get_status`)
        },
        20_000,
      )
      assert.match(answer, /^\{"result": \{"playlist_loaded": true, "version": \{/)
      const expected = variant === 'http-port-env' ? [ports.p2p, 62_062] : [ports.p2p, ports.api]
      for (const port of expected) assert.ok(await isOpen(ip, port), `port ${port}`)
      await dockerd.api.erase(id)
    })

  test('only the image of the kind `command` has no entrypoint, which is how it is recognised', async () => {
    for (const variant of VARIANTS) {
      const { Config } = await dockerd.api.json<{ Config: { Entrypoint: string[] | null } }>(
        'GET',
        `/images/acestream-emulator:${variant}/json`,
      )
      const guess = chooseVariant('unknown/image', null, (Config.Entrypoint ?? []).length > 0)
      assert.equal(guess, variant === 'command' ? 'command' : 'args')
    }
  })

  test('starts by itself, and dies with the exit code it is given', async () => {
    for (const Cmd of [undefined, ['/acestream/acestreamengine', '--client-console', '--bind-all']]) {
      const image = Cmd ? 'acestream-emulator:command' : 'acestream-emulator:args'
      const { id, ip } = await run(image, { ...(Cmd ? { Cmd } : {}), Env: ['EMULATOR_CONTROL=on'] })
      await until('crash', () => text(`http://${ip}:6878/emulator/crash`, { exitCode: 139 }), 20_000)
      await until('exit', async () => !(await inspect(id)).State.Running)
      assert.equal((await inspect(id)).State.ExitCode, 139)
      await dockerd.api.erase(id)
    }
  })

  test('without a client flag the native program prints why and exits with 1', async () => {
    const { id } = await run('acestream-emulator:args', { Cmd: ['--bind-all'] })
    await until('exit', async () => !(await inspect(id)).State.Running, 20_000)
    assert.equal((await inspect(id)).State.ExitCode, 1)
    assert.match(await logs(id), /--client-console/)
  })
})

describe('the Gluetun image', () => {
  test('becomes healthy by its own check, and says why it is not', async () => {
    const { id, ip } = await run('gluetun-emulator:latest', {
      Env: ['EMULATOR_CONTROL=on', 'EMULATOR_TIME_SCALE=20', 'VPN_PORT_FORWARDING=on'],
      Healthcheck: { Interval: 1_000_000_000, Timeout: 5_000_000_000, Retries: 1 },
    })
    const isHealth = (wanted: string) => async () => (await inspect(id)).State.Health?.Status === wanted
    await until('healthy', isHealth('healthy'), 30_000)
    await until('the port', async () => (await text(`http://${ip}:8000/v1/portforward`))?.includes('5914'))
    await text(`http://${ip}:8000/emulator/vpn`, { healthy: false, healthReason: 'no route to host' })
    await until('unhealthy', isHealth('unhealthy'), 30_000)
    assert.match((await inspect(id)).State.Health?.Log.at(-1)?.Output ?? '', /500: no route to host/)
  })
})

test('images that are there already are not loaded again', async () => {
  const since = Math.floor(Date.now() / 1000) + 1
  await until('the next second', () => Date.now() / 1000 > since)
  const names = await buildImages({ dockerHost: dockerd.host })
  const filters = encodeURIComponent(JSON.stringify({ event: ['load', 'tag'] }))
  const now = Math.ceil(Date.now() / 1000)
  const events = await dockerd.api.send('GET', `/events?since=${since}&until=${now}&filters=${filters}`)
  assert.deepEqual(events, { status: 200, text: '' })
  assert.equal(names.length, VARIANTS.length + 1)
})
