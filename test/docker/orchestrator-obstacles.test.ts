import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { addForeigner } from '@acestream-orchestrator/testing/docker/foreign-containers'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { containersOf, inspect, ownPorts } from '@acestream-orchestrator/testing/orchestrator/product'
import { PRODUCT_IMAGE } from '@acestream-orchestrator/testing/orchestrator/product-image'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const rig = useProducts()
const FIRST_PORT = Number(ownPorts().split('-')[0])

describe('something in the way', () => {
  test("a name that is somebody else's is left to them, and the next one is taken", async () => {
    const foreigner = await addForeigner(rig.api, 'acestream-1')
    const product = await rig.run()
    assert.equal((await product.onlyEngine()).container_name, 'acestream-2')
    assert.equal((await inspect(rig.api, foreigner)).State.Running, true)
    await rig.api.erase(foreigner)
  })

  test('a port that a container of somebody else publishes is skipped', async () => {
    const foreigner = await addForeigner(rig.api, 'holds-a-port', {
      body: {
        ExposedPorts: { '6878/tcp': {} },
        HostConfig: { PortBindings: { '6878/tcp': [{ HostIp: '127.0.0.1', HostPort: String(FIRST_PORT) }] } },
      },
    })
    const product = await rig.run()
    assert.equal((await product.onlyEngine()).port, FIRST_PORT + 1)
    assert.equal((await inspect(rig.api, foreigner)).State.Running, true)
    await rig.api.erase(foreigner)
  })

  test('a port that a program of the machine holds is skipped too, and no leftover stays', async (t) => {
    const program = createServer().listen(FIRST_PORT, '127.0.0.1')
    t.after(() => program.close())
    await once(program, 'listening')
    const product = await rig.run({ MIN_REPLICAS: '2' })
    const engines = await product.ready(2)
    assert.deepEqual(engines.map(({ port }) => port).sort(), [FIRST_PORT + 1, FIRST_PORT + 2])
    assert.equal((await containersOf(rig.api)).length, 2)
    assert.equal((await product.status()).provisioning.circuit_breaker_state, 'closed')
  })

  test('a missing image is answered with 503 image_missing, and heals when it is imported', async (t) => {
    await rig.api.json('POST', `/images/${PRODUCT_IMAGE}/tag?repo=kept-aside&tag=1`)
    await rig.api.json('DELETE', `/images/${PRODUCT_IMAGE}?force=true`)
    const [repo, tag] = PRODUCT_IMAGE.split(':')
    const bring = () => rig.api.json('POST', `/images/kept-aside:1/tag?repo=${repo}&tag=${tag}`)
    t.after(bring)
    const product = await rig.run()
    await until(
      'the reason',
      async () => (await product.status()).provisioning.blocked_reason_details?.code === 'image_missing',
    )
    const refused = await product.call('POST', '/provision/acestream').catch((error: Error) => error.message)
    assert.match(String(refused), /: 503 .*"code":"image_missing"/)
    assert.ok(String(refused).includes(PRODUCT_IMAGE))
    await bring()
    await product.onlyEngine()
    assert.equal((await product.status()).provisioning.blocked_reason, null)
  })

  test('a crash loop opens the breaker with its reason, and an order for an engine is refused with it', async () => {
    const product = await rig.run({ ENGINE_ENV: 'EMULATOR_START_FAULT=exit EMULATOR_EXIT_CODE=3' })
    const status = await until(
      'the breaker to open',
      async () => {
        const each = await product.status()
        return each.provisioning.circuit_breaker_state === 'open' && each
      },
      30_000,
    )
    assert.equal(status.provisioning.can_provision, false)
    assert.match(status.provisioning.blocked_reason_details?.message ?? '', /acestream-\d+ died soon after/)
    assert.ok((status.provisioning.blocked_reason_details?.recovery_eta_seconds ?? 0) > 0)
    const refused = await product.call('POST', '/provision/acestream').catch((error: Error) => error.message)
    assert.match(String(refused), /: 503 .*"code":"circuit_breaker"/)
    const made = (await containersOf(rig.api)).length
    await delay(1500)
    assert.ok((await containersOf(rig.api)).length <= made, 'nothing more is made while it is open')
  })
})
