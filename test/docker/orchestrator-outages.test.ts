import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import type { Product } from '@acestream-orchestrator/testing/orchestrator/product'
import { NEEDS_PRIVATE, useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

/** How each engine is shown. */
async function shown(product: Product) {
  return (await product.engines()).map(({ container_id, state, stale }) => ({ container_id, state, stale }))
}

async function runtimeOf(product: Product) {
  return (await product.status()).runtime
}

describe('Docker with live-restore', { skip: NEEDS_PRIVATE }, () => {
  const rig = useProducts({ liveRestore: true })

  test('restarted: the API answers meanwhile, engines are stale, and then the same ones serve on', async () => {
    const product = await rig.run({ MIN_REPLICAS: '3' })
    const engines = await product.ready(3)
    const before = await rig.lives()
    await rig.control.stop()
    await until('Docker to be reported as unreachable', async () => !(await runtimeOf(product)).reachable)
    const { reason } = await runtimeOf(product)
    assert.match(reason ?? '', /docker\.sock/)
    await until('engines to be stale', async () => (await shown(product)).every(({ stale }) => stale))
    assert.ok((await shown(product)).every(({ state }) => state === 'ready'))
    const readiness = await fetch(`${product.url}/readyz`)
    assert.equal(readiness.status, 503)
    assert.ok((await readiness.text()).includes('docker.sock'))
    await rig.control.start()
    await until('Docker to be found again', async () => (await runtimeOf(product)).reachable)
    const again = await product.ready(3)
    assert.deepEqual(
      again.map(({ container_id }) => container_id),
      engines.map(({ container_id }) => container_id),
    )
    assert.deepEqual(await rig.lives(), before)
  })

  test('killed and down for a while: nothing is recreated or restarted because of it', async () => {
    const product = await rig.run({ MIN_REPLICAS: '2' })
    await product.ready(2)
    const before = await rig.lives()
    await rig.control.kill()
    await until('engines to be stale', async () => (await shown(product)).every(({ stale }) => stale))
    await delay(2000)
    await rig.control.start()
    await until('them to be current again', async () => (await shown(product)).every(({ stale }) => !stale))
    await delay(1500)
    assert.deepEqual(await rig.lives(), before)
  })

  test('unreachable at the start: the API and panel routes answer immediately, and engines are adopted later', async () => {
    const dataDir = rig.dataDirectory()
    const first = await rig.run({ MIN_REPLICAS: '2' }, dataDir)
    await first.ready(2)
    const before = await rig.lives()
    await first.kill()
    await rig.control.stop()
    const second = await rig.run({ MIN_REPLICAS: '2' }, dataDir)
    assert.deepEqual(await second.engines(), [])
    const status = await second.status()
    assert.equal(status.runtime.reachable, false)
    assert.equal(status.provisioning.blocked_reason_details?.code, 'runtime_unavailable')
    const refused = await second.call('POST', '/provision/acestream').catch((error: Error) => error.message)
    assert.match(String(refused), /: 503 .*"code":"runtime_unavailable"/)
    await rig.control.start()
    await second.ready(2)
    assert.deepEqual(await rig.lives(), before)
  })
})

describe('Docker without live-restore', { skip: NEEDS_PRIVATE }, () => {
  const rig = useProducts({ bystanders: false })

  test('restarted: engines that ended with it are replaced, and no leftover stays', async () => {
    const product = await rig.run({ MIN_REPLICAS: '3' })
    await product.ready(3)
    const before = await rig.lives()
    await rig.control.restart()
    await until('Docker to be found again', async () => (await runtimeOf(product)).reachable)
    await product.ready(3, 20_000)
    await until('three others, and the dead ones cleaned up', async () => {
      const now = await rig.lives()
      return now.length === 3 && now.every((life) => !before.includes(life))
    })
    assert.equal((await product.status()).provisioning.circuit_breaker_state, 'closed')
  })

  test('restarted while the orchestrator was down: it comes back to as many engines as before', async () => {
    const dataDir = rig.dataDirectory()
    const first = await rig.run({ MIN_REPLICAS: '2' }, dataDir)
    await first.ready(2)
    await first.kill()
    await rig.control.restart()
    const second = await rig.run({ MIN_REPLICAS: '2' }, dataDir)
    await second.ready(2)
    await until('the dead ones to be cleaned up', async () => (await rig.lives()).length === 2)
  })
})
