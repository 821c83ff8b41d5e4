import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { afterEach, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { addForeigner } from '@acestream-orchestrator/testing/docker/foreign-containers'
import { addGluetun, GLUETUN } from '@acestream-orchestrator/testing/docker/gluetun-container'
import {
  containersOf,
  type Env,
  PRODUCT_LABEL,
  productEnv,
} from '@acestream-orchestrator/testing/orchestrator/product'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const CLEANUP = fileURLToPath(new URL('../../server/src/cleanup.ts', import.meta.url))
const [LABEL_KEY = '', LABEL_VALUE = ''] = PRODUCT_LABEL.split('=')
const rig = useProducts()

afterEach(() => rig.api.erase(GLUETUN))

/** As `npm run cleanup` with the settings that the product had. */
function cleanUp(dataDir: string, env: Env = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLEANUP], {
    env: { PATH: process.env['PATH'], ...productEnv(rig.host), DATA_DIR: dataDir, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, said: stdout + stderr }
}

describe('cleaning up', () => {
  test('is refused while the orchestrator runs, and then removes its engines and nothing else', async () => {
    const dataDir = rig.dataDirectory()
    const product = await rig.run({ MIN_REPLICAS: '2' }, dataDir)
    const engines = await product.ready(2)
    const refused = cleanUp(dataDir)
    assert.equal(refused.status, 1)
    assert.match(refused.said, new RegExp(`is running \\(process ${product.pid} on .*stop it first`))
    assert.equal((await product.ready(2)).length, 2)

    await product.stop()
    const labels = { [LABEL_KEY]: LABEL_VALUE, 'orchestrator.instance': 'of-somebody-else' }
    const other = await addForeigner(rig.api, 'of-another-instance', { labels })
    const { status, said } = cleanUp(dataDir)
    assert.equal(status, 0, said)
    for (const { container_name } of engines) assert.match(said, new RegExp(`removed ${container_name}\n`))
    assert.match(said, /left of-another-instance/)
    assert.deepEqual(await containersOf(rig.api), [other])
    assert.match(cleanUp(dataDir).said, /nothing to remove/)
  })

  test('behind a Gluetun that is gone already leaves nothing either', async () => {
    const env = { GLUETUN_CONTAINER_NAME: GLUETUN, GLUETUN_HEALTH_CHECK_INTERVAL_S: '1', MIN_REPLICAS: '2' }
    const dataDir = rig.dataDirectory()
    await addGluetun(rig.api)
    const product = await rig.run(env, dataDir)
    await product.ready(2)
    await product.kill()
    await rig.api.erase(GLUETUN)
    const { status, said } = cleanUp(dataDir, env)
    assert.equal(status, 0, said)
    assert.deepEqual(await containersOf(rig.api), [])
  })

  test('is not needed: after `down -v` and `up`, engines of a Gluetun that is gone make way for new ones', async () => {
    const env = { GLUETUN_CONTAINER_NAME: GLUETUN, GLUETUN_HEALTH_CHECK_INTERVAL_S: '1', MIN_REPLICAS: '2' }
    await addGluetun(rig.api)
    const first = await rig.run(env)
    await first.ready(2)
    await first.stop()
    const before = await rig.lives()
    await rig.api.erase(GLUETUN)
    const gluetun = await addGluetun(rig.api)
    const second = await rig.run(env)
    await second.ready(2, 60_000)
    const lives = await rig.lives()
    assert.equal(
      lives.filter((life) => before.includes(life)).length,
      0,
      'engines of the old network are gone',
    )
    assert.ok(gluetun)
  })
})
