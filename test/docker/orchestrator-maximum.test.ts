import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { PRODUCT_LABEL, type Product } from '@acestream-orchestrator/testing/orchestrator/product'
import { NEEDS_PRIVATE, useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const FULL = { MIN_REPLICAS: '4', MAX_REPLICAS: '4' }
const SAMPLE_EVERY_MS = 20

describe('never more engines than MAX_REPLICAS', () => {
  const rig = useProducts({ bystanders: false })

  async function running(): Promise<string[]> {
    const filters = encodeURIComponent(JSON.stringify({ label: [PRODUCT_LABEL] }))
    const found = await rig.api.json<{ Id: string }[]>('GET', `/containers/json?filters=${filters}`)
    return found.map(({ Id }) => Id)
  }

  /** The most engines that Docker said were running at the same moment while that went on. */
  async function mostWhile(doing: () => Promise<void>): Promise<number> {
    let most = 0
    const over = new AbortController()
    const watching = (async () => {
      while (!over.signal.aborted) {
        most = Math.max(most, (await running()).length)
        await delay(SAMPLE_EVERY_MS)
      }
    })()
    await doing().finally(() => over.abort())
    await watching
    return most
  }

  async function settled(product: Product): Promise<void> {
    await product.ready(4)
    await until('no leftovers', async () => (await rig.lives()).length === 4)
  }

  test('killed in the middle of creations, again and again', async () => {
    const dataDir = rig.dataDirectory()
    const most = await mostWhile(async () => {
      for (let round = 0; round < 12; round++) {
        const product = await rig.run(FULL, dataDir)
        await delay(round * 60)
        if (round % 4 === 3) for (const id of await running()) await rig.api.erase(id)
        await product.kill()
      }
      await settled(await rig.run(FULL, dataDir))
    })
    assert.equal(most, 4)
  })

  test('engines that another hand restarts, and one that it kills', async () => {
    const product = await rig.run(FULL)
    await settled(product)
    const most = await mostWhile(async () => {
      const [first, second, third, fourth] = await running()
      for (const pair of [
        [first, second],
        [third, fourth],
      ]) {
        await Promise.all(pair.map((id) => rig.api.send('POST', `/containers/${id}/restart?t=0`)))
        await settled(product)
      }
      const [victim] = await running()
      await rig.api.send('POST', `/containers/${victim}/kill`)
      await until(
        'its replacement',
        async () => !(await rig.lives()).some((life) => life.startsWith(`${victim}`)),
      )
    })
    assert.equal(most, 4)
  })
})

describe('Docker restarted without live-restore, with engines younger than a minute', {
  skip: NEEDS_PRIVATE,
}, () => {
  const rig = useProducts({ bystanders: false })

  test('six engines that ended with it are replaced, and it is no crash loop', async () => {
    const product = await rig.run({ MIN_REPLICAS: '6', MAX_REPLICAS: '6' })
    await product.ready(6)
    await rig.control.restart()
    await product.ready(6, 30_000)
    const journal = await product.get<{ category: string }[]>('/events?limit=500')
    assert.ok(!journal.some(({ category }) => category === 'breaker_open'))
  })
})
