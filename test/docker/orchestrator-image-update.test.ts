import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ImageUpdate } from '@acestream-orchestrator/contract/provisioning'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { containersOf, play } from '@acestream-orchestrator/testing/orchestrator/product'
import { PRODUCT_IMAGE } from '@acestream-orchestrator/testing/orchestrator/product-image'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const rig = useProducts()
const REPO = 'engine-to-update'

const imageOf = async (id: string) =>
  (await rig.api.json<{ Image: string }>('GET', `/containers/${id}/json`)).Image

test('engines move to a retagged image one at a time, and the busy one stays', async (t) => {
  t.after(() => rig.api.send('DELETE', `/images/${REPO}:1?force=true`))
  await rig.api.json('POST', `/images/${PRODUCT_IMAGE}/tag?repo=${REPO}&tag=1`)
  const product = await rig.run({
    TARGET_IMAGE: `${REPO}:1`,
    ENGINE_VARIANT: 'args',
    MIN_REPLICAS: '3',
    MAX_REPLICAS: '3',
    ROLL_OUTDATED: 'false',
  })
  const [busy, ...idle] = await product.ready(3)
  assert.ok(busy)
  await play(product, busy)
  const before = await imageOf(busy.container_id)
  const changes = encodeURIComponent('LABEL test.newer=true')
  await rig.api.json(
    'POST',
    `/commit?container=${busy.container_id}&repo=${REPO}&tag=1&changes=${changes}`,
    {},
  )

  await product.call('POST', '/image/update')
  let fewest = 3
  const waiting = await until(
    'only the busy one to be left',
    async () => {
      const running = (await containersOf(rig.api)).length
      fewest = Math.min(fewest, running)
      const update = await product.get<ImageUpdate>('/image/update')
      assert.notEqual(update.state, 'failed', update.reason ?? '')
      return update.replaced === 2 && update.waiting === 1 && running === 3 && update
    },
    60_000,
  )
  assert.deepEqual([waiting.state, waiting.total], ['replacing', 3])
  assert.ok(fewest >= 2, `down to ${fewest} engines`)
  const engines = await product.ready(3)
  const ids = engines.map(({ container_id }) => container_id)
  assert.ok(ids.includes(busy.container_id), 'the busy one stays')
  for (const { container_id: id } of idle) assert.ok(!ids.includes(id), 'an idle one is replaced')
  const images = await Promise.all(ids.map(imageOf))
  assert.equal(images.filter((image) => image === before).length, 1)
  assert.equal((await product.call<ImageUpdate>('DELETE', '/image/update')).state, 'cancelled')
})
