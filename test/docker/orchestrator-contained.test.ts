import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Contained, runContained } from '@acestream-orchestrator/testing/orchestrator/contained'
import { inspect } from '@acestream-orchestrator/testing/orchestrator/product'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const skip = process.env['TEST_DOCKER_HOST'] ? 'needs our files and socket on the same machine' : false

describe('the orchestrator in a container', { skip }, () => {
  const rig = useProducts({ bystanders: false })

  async function assertServes({ product, id }: Contained, network: string): Promise<void> {
    const engine = await product.onlyEngine()
    assert.equal(engine.host, engine.container_name, 'clients on the network reach it by its name')
    const [own, made] = await Promise.all([id, engine.container_id].map((each) => inspect(rig.api, each)))
    assert.ok(own?.NetworkSettings.Networks[network])
    assert.ok(made?.NetworkSettings.Networks[network], `the engine is on ${network} too`)
    await product.call('POST', `/engines/${engine.container_id}/restart`)
    await product.call('POST', '/scale/2')
    await product.ready(2)
  }

  test("on Docker's own bridge makes engines there and reaches them", async () => {
    const contained = await runContained(rig, 'bridge')
    rig.eraseFirst(contained.id)
    await assertServes(contained, 'bridge')
  })

  test('on a network of the operator, engines join that one', async () => {
    await rig.api.json('POST', '/networks/create', { Name: 'media' })
    const contained = await runContained(rig, 'media')
    rig.eraseFirst(contained.id)
    await assertServes(contained, 'media')
  })

  test('removed and recreated, it finds its engines again and touches none', async () => {
    const first = await runContained(rig, 'bridge')
    rig.eraseFirst(first.id)
    await first.product.ready(1)
    const before = (await rig.lives()).filter((life) => !life.startsWith(first.id))
    await rig.api.erase(first.id)
    const second = await runContained(rig, 'bridge')
    rig.eraseFirst(second.id)
    await second.product.ready(1)
    assert.deepEqual(await rig.lives(), before)
  })
})
