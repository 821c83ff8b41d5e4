import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { runContained } from './contained-product.ts'
import { addGluetun, answersInside, GLUETUN, restartContainer } from './gluetun-container.ts'
import { type Env, inspect, type Questions } from './product.ts'
import { useProducts } from './product-rig.ts'
import { until } from './wait.ts'

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
    'every engine to be started anew',
    async () => {
      const lives = await rig.lives()
      return lives.length === count && lives.every((life) => !before.includes(life))
    },
    30_000,
  )
  return product.ready(count)
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
    const before = await rig.lives()
    await restartContainer(rig.api, gluetun)
    const again = await startedSince(product, 3, before)
    assert.deepEqual(ids(again), ids(engines))
    await assertInside(again, gluetun)
    assert.ok(again.every(({ restarts }) => restarts === 1))
    assert.equal((await product.status()).provisioning.circuit_breaker_state, 'closed')
  })

  test('are made anew when it is, and nothing of the old ones stays', async () => {
    const gluetun = await addGluetun(rig.api)
    const product = await rig.run(VPN)
    const engines = await product.ready(3)
    const before = await rig.lives()
    const successor = await recreate(gluetun)
    const again = await startedSince(product, 3, before)
    assert.ok(ids(again).every((id) => !ids(engines).includes(id)))
    await assertInside(again, successor)
  })

  test('are repaired after what happened while the orchestrator was down', async () => {
    const dataDir = rig.dataDirectory()
    const gluetun = await addGluetun(rig.api)
    const first = await rig.run(VPN, dataDir)
    const engines = await first.ready(3)
    let before = await rig.lives()
    await first.kill()
    await restartContainer(rig.api, gluetun)
    const second = await rig.run(VPN, dataDir)
    const restarted = await startedSince(second, 3, before)
    assert.deepEqual(ids(restarted), ids(engines))
    await assertInside(restarted, gluetun)
    before = await rig.lives()
    await second.kill()
    const successor = await recreate(gluetun)
    const third = await rig.run(VPN, dataDir)
    await assertInside(await startedSince(third, 3, before), successor)
  })

  test('wait for it: none is made outside, and the reason is told', async () => {
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
    const before = await rig.lives()
    await restartContainer(rig.api, gluetun)
    await assertInside(await startedSince(product, 3, before), gluetun)
  })
})
