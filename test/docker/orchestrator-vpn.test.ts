import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { JournalEntry } from '@acestream-orchestrator/contract/event'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import {
  addGluetun,
  addNeighbour,
  answersInside,
  GLUETUN,
  restartContainer,
  setTunnel,
} from '@acestream-orchestrator/testing/docker/gluetun-container'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { runContained } from '@acestream-orchestrator/testing/orchestrator/contained'
import { freePort, type OrchestratorClient } from '@acestream-orchestrator/testing/orchestrator/process'
import {
  type Env,
  inspect,
  ownPorts,
  play,
  type Questions,
} from '@acestream-orchestrator/testing/orchestrator/product'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const rig = useProducts()
const VPN: Env = {
  GLUETUN_CONTAINER_NAME: GLUETUN,
  GLUETUN_HEALTH_CHECK_INTERVAL_S: '1',
  MIN_REPLICAS: '3',
}

afterEach(() => rig.api.erase(GLUETUN))

function ids(engines: readonly EngineState[]): string[] {
  return engines.map(({ container_id }) => container_id).sort()
}

/** Each in this Gluetun's network, each on ports of its own, each answering there. */
async function assertInside(engines: readonly EngineState[], gluetun: string): Promise<void> {
  const raw = await Promise.all(engines.map(({ container_id }) => inspect(rig.api, container_id)))
  for (const { HostConfig } of raw) assert.equal(HostConfig['NetworkMode'], `container:${gluetun}`)
  const ports = raw.flatMap(({ Config: { Labels } }) =>
    ['acestream.http_port', 'acestream.https_port', 'orchestrator.api-port', 'orchestrator.p2p-port'].map(
      (label) => Labels[label],
    ),
  )
  assert.equal(new Set(ports).size, 4 * engines.length)
  for (const { Config } of raw)
    assert.ok(await answersInside(rig.api, gluetun, Number(Config.Labels['acestream.http_port'])))
}

/** As many engines, all started since. */
async function startedSince(product: Questions, count: number, before: readonly string[]) {
  await until(
    'every engine to be started again',
    async () => {
      const lives = await rig.lives()
      return lives.length === count && lives.every((life) => !before.includes(life))
    },
    30_000,
  )
  return product.ready(count)
}

/** It was cut off with its VPN, and the journal says why: VPN, then engine, then stream. */
async function assertLostWithVpn(
  product: OrchestratorClient,
  { id, container_id }: StreamState,
  why: { readonly vpn: string; readonly engine: string },
): Promise<void> {
  const lost = await product.get<StreamState>(`/streams/${encodeURIComponent(id)}`)
  assert.equal(lost.end_reason, 'vpn_lost', JSON.stringify(lost))
  const journal = (await product.get<JournalEntry[]>('/events?limit=500')).toReversed()
  const at = (type: string, category: string, test: (entry: JournalEntry) => boolean) =>
    journal.findLastIndex((entry) => entry.event_type === type && entry.category === category && test(entry))
  const chain = [
    at('vpn', why.vpn, () => true),
    at('engine', why.engine, (entry) => entry.container_id === container_id),
    at('stream', 'ended', (entry) => entry.stream_id === id),
  ]
  const told = journal.map(({ event_type, category }) => `${event_type} ${category}`).join(', ')
  assert.ok(!chain.includes(-1), `${chain} in ${told}`)
  assert.deepEqual(
    chain,
    chain.toSorted((a, b) => a - b),
    told,
  )
}

async function recreate(gluetun: string): Promise<string> {
  await rig.api.erase(gluetun)
  return addGluetun(rig.api)
}

describe('engines behind Gluetun', () => {
  test('live in its network, and survive its restart by a restart of their own', async () => {
    const gluetun = await addGluetun(rig.api)
    const product = await rig.run(VPN)
    const engines = await product.ready(3)
    await assertInside(engines, gluetun)
    for (const { host, port, vpn_container } of engines) {
      assert.equal(vpn_container, GLUETUN)
      assert.equal((await fetch(`http://${host}:${port}/server/api?method=get_status`)).status, 200)
    }
    const stream = await play(product, engines[0] ?? assert.fail('no engine'))
    const before = await rig.lives()
    await restartContainer(rig.api, gluetun)
    const again = await startedSince(product, 3, before)
    assert.deepEqual(ids(again), ids(engines))
    await assertInside(again, gluetun)
    assert.ok(again.every(({ restarts }) => restarts === 1))
    await assertLostWithVpn(product, stream, { vpn: 'restarted', engine: 'restarting' })
    assert.equal((await product.status()).provisioning.circuit_breaker_state, 'closed')
  })

  test('are recreated when it is, and nothing of the old ones stays', async () => {
    const gluetun = await addGluetun(rig.api)
    const product = await rig.run(VPN)
    const engines = await product.ready(3)
    const stream = await play(product, engines[0] ?? assert.fail('no engine'))
    const before = await rig.lives()
    const successor = await recreate(gluetun)
    const again = await startedSince(product, 3, before)
    assert.ok(ids(again).every((id) => !ids(engines).includes(id)))
    await assertInside(again, successor)
    await assertLostWithVpn(product, stream, { vpn: 'recreated', engine: 'removing' })
  })

  test('are repaired after what happened while the orchestrator was down, those that played included', async () => {
    const dataDir = rig.dataDirectory()
    const gluetun = await addGluetun(rig.api)
    const first = await rig.run(VPN, dataDir)
    const engines = await first.ready(3)
    const streams = await Promise.all(engines.map((engine) => play(first, engine)))
    let before = await rig.lives()
    await first.kill()
    await restartContainer(rig.api, gluetun)
    const second = await rig.run(VPN, dataDir)
    const restarted = await startedSince(second, 3, before)
    assert.deepEqual(ids(restarted), ids(engines))
    await assertInside(restarted, gluetun)
    for (const { id } of streams)
      assert.equal(
        (await second.get<StreamState>(`/streams/${encodeURIComponent(id)}`)).end_reason,
        'vpn_lost',
      )
    const again = await play(second, restarted[0] ?? assert.fail('no engine'))
    before = await rig.lives()
    await second.kill()
    const successor = await recreate(gluetun)
    const third = await rig.run(VPN, dataDir)
    await assertInside(await startedSince(third, 3, before), successor)
    const lost = await third.get<StreamState>(`/streams/${encodeURIComponent(again.id)}`)
    assert.equal(lost.end_reason, 'vpn_lost')
  })

  test('start though its control server refuses the key: Docker decides, and the reason names the setting', async () => {
    const role = '{"auth":"apikey","apikey":"the-right-key-of-gluetun"}'
    const gluetun = await addGluetun(rig.api, { env: { HTTP_CONTROL_SERVER_AUTH_DEFAULT_ROLE: role } })
    const product = await rig.run({ ...VPN, GLUETUN_API_KEY: 'a-wrong-key-of-ours' })
    await assertInside(await product.ready(3), gluetun)
    const { vpn } = await product.status()
    assert.equal(vpn.state, 'unauthorized')
    assert.match(vpn.reason ?? '', /401.*GLUETUN_API_KEY/)
    const told = product.log() + JSON.stringify(await product.get('/events?limit=500')) + JSON.stringify(vpn)
    assert.doesNotMatch(told, /the-right-key-of-gluetun|a-wrong-key-of-ours/)
  })

  test('are as many as it publishes ports, and a pool that ran out says the compose line that widens it', async () => {
    const gluetun = await addGluetun(rig.api, { published: 2 })
    const product = await rig.run(VPN)
    const [first = ''] = ownPorts().split('-')
    await assertInside(await product.ready(2), gluetun)
    const details = await until('the reason', async () => {
      const { provisioning } = await product.status()
      return (
        provisioning.blocked_reason_details?.code === 'no_free_port' && provisioning.blocked_reason_details
      )
    })
    assert.match(details.message, new RegExp(`ports:.*${first}`))
  })

  test('share its forwarded port out to one, which alone is recreated when it changes; a new tunnel cuts nobody off', async () => {
    const gluetun = await addGluetun(rig.api, {
      env: { VPN_PORT_FORWARDING: 'on', EMULATOR_FORWARDED_PORTS: '45001' },
    })
    const product = await rig.run({ ...VPN, MAX_REPLICAS: '3', ENGINE_GRACE_PERIOD_S: '1' })
    const holders = (all: readonly EngineState[]) => all.filter(({ forwarded }) => forwarded)
    const others = (all: readonly EngineState[]) => ids(all.filter(({ forwarded }) => !forwarded))
    const heldAs = (port: string) =>
      until(
        `port ${port} to be held`,
        async () => {
          const all = await product.ready(3)
          return holders(all).some(({ labels }) => labels['orchestrator.p2p-port'] === port) && all
        },
        30_000,
      )
    const engines = await heldAs('45001')
    assert.equal(holders(engines).length, 1)
    await setTunnel(rig.api, gluetun, { forwardedPorts: [45002] })
    const after = await heldAs('45002')
    assert.equal(holders(after).length, 1)
    assert.deepEqual(others(after), others(engines))
    const stream = await play(product, holders(after)[0] ?? assert.fail('no holder'))
    const before = await rig.lives()
    await product.call('POST', '/vpn/restart')
    await until('the tunnel to be back', async () => (await product.status()).vpn.state === 'up')
    await assertInside(await product.ready(3), gluetun)
    assert.deepEqual(await rig.lives(), before)
    assert.equal(
      (await product.get<StreamState>(`/streams/${encodeURIComponent(stream.id)}`)).status,
      'started',
    )
  })

  test('do without a port that a neighbour answers on: another is used, the breaker stays closed, and the reason is shown', async () => {
    const gluetun = await addGluetun(rig.api)
    const first = Number(ownPorts().split('-')[0])
    const taken = first + 1
    rig.eraseFirst(await addNeighbour(rig.api, gluetun, taken))
    const product = await rig.run({ ...VPN, PORT_RANGE_HOST: `${first}-${first + 5}` })
    const engines = await product.ready(3)
    await assertInside(engines, gluetun)
    const ports = engines.map(({ labels }) => Number(labels['acestream.http_port']))
    assert.deepEqual(
      ports.toSorted((a, b) => a - b),
      [first, first + 2, first + 3],
    )
    const journal = await product.get<JournalEntry[]>('/events?limit=500')
    assert.match(
      journal.map(({ message }) => message).join('\n'),
      new RegExp(`something else answers on ${taken}$`, 'm'),
    )
    assert.equal((await product.status()).provisioning.circuit_breaker_state, 'closed')
  })

  test('are removed when an operator lets go of it, and come back in the one that takes its place', async () => {
    await addGluetun(rig.api)
    const product = await rig.run(VPN)
    const engines = await product.ready(3)
    await product.call('POST', '/vpn/release')
    await until('the engines to be gone', async () => (await rig.lives()).length === 0, 20_000)
    const { provisioning } = await product.status()
    assert.match(
      provisioning.blocked_reason_details?.message ?? '',
      /was released so that it can be recreated/,
    )
    await rig.api.erase(GLUETUN)
    const successor = await addGluetun(rig.api)
    const again = await product.ready(3)
    await assertInside(again, successor)
    assert.ok(ids(again).every((id) => !ids(engines).includes(id)))
  })

  test('wait for it: none is created outside, and the reason is shown', async () => {
    const product = await rig.run(VPN)
    await until('the reason', async () => {
      const { provisioning, vpn } = await product.status()
      return vpn.state === 'not_found' && provisioning.blocked_reason_details?.code === 'vpn_disconnected'
    })
    assert.deepEqual(await rig.lives(), [])
    const gluetun = await addGluetun(rig.api)
    await assertInside(await product.ready(3), gluetun)
  })
})

describe("the orchestrator in Gluetun's own network", {
  skip: process.env['TEST_DOCKER_HOST'] ? 'needs our files and socket on the same machine' : false,
}, () => {
  test('reaches the engines and the control server on its loopback and gives out published addresses', async () => {
    const apiPort = await freePort()
    const gluetun = await addGluetun(rig.api, { publishedToo: [apiPort] })
    const { id, product } = await runContained(
      rig,
      `container:${gluetun}`,
      { ...VPN, PORT: String(apiPort) },
      apiPort,
    )
    rig.eraseFirst(id)
    const engines = await product.ready(3)
    assert.equal((await product.status()).vpn.state, 'up')
    await assertInside(engines, gluetun)
    for (const { host, port } of engines) {
      assert.equal(host, '127.0.0.1')
      assert.equal((await fetch(`http://${host}:${port}/server/api?method=get_status`)).status, 200)
    }
  })
})

describe('the orchestrator in a container beside Gluetun', {
  skip: process.env['TEST_DOCKER_HOST'] ? 'needs our files and socket on the same machine' : false,
}, () => {
  test('reaches the engines through it, on its address and name, and repairs them', async () => {
    await rig.api.json('POST', '/networks/create', { Name: 'media' })
    const gluetun = await addGluetun(rig.api, { network: 'media', published: 0 })
    const { id, product } = await runContained(rig, 'media', VPN)
    rig.eraseFirst(id)
    const engines = await product.ready(3)
    assert.ok(engines.every(({ host }) => host === GLUETUN))
    await assertInside(engines, gluetun)
    let before = await rig.lives()
    await restartContainer(rig.api, gluetun)
    await assertInside(await startedSince(product, 3, before), gluetun)
    before = await rig.lives()
    await rig.api.erase(GLUETUN)
    const successor = await addGluetun(rig.api, { network: 'media', published: 0 })
    await assertInside(await startedSince(product, 3, before), successor)
  })
})
