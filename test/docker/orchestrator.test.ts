import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isPodman } from '@acestream-orchestrator/testing/docker/podman'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { containersOf, inspect, order } from '@acestream-orchestrator/testing/orchestrator/product'
import { PRODUCT_IMAGE } from '@acestream-orchestrator/testing/orchestrator/product-image'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const rig = useProducts()

async function dockerKill(id: string): Promise<void> {
  await rig.api.json('POST', `/containers/${id}/kill`)
}

describe('engines', () => {
  test('are created, labelled, published and answer, and the API shows what Docker reports', async () => {
    const product = await rig.run({ MIN_REPLICAS: '2' })
    const engines = await product.ready(2)
    assert.deepEqual(engines.map(({ container_name }) => container_name).sort(), [
      'acestream-1',
      'acestream-2',
    ])
    for (const engine of engines) {
      const raw = await inspect(rig.api, engine.container_id)
      assert.equal(raw.Name, `/${engine.container_name}`)
      assert.equal(raw.Config.Labels['ondemand.app'], 'orchestrator-test')
      assert.equal(raw.Config.Labels['acestream.http_port'], String(engine.port))
      assert.equal(raw.Config.Labels['host.http_port'], String(engine.port))
      assert.equal(raw.Config.Labels['orchestrator.kind'], 'engine')
      assert.equal(raw.NetworkSettings.Ports[`${engine.port}/tcp`]?.[0]?.HostPort, String(engine.port))
      assert.equal(engine.image, isPodman ? `localhost/${PRODUCT_IMAGE}` : PRODUCT_IMAGE)
      assert.equal(engine.version, '3.2.11')
      const answer = await fetch(
        `http://${engine.host}:${engine.port}/server/api?api_version=3&method=get_status`,
      )
      assert.equal(answer.status, 200)
    }
  })

  test('killed is reported as failed with its exit code within half a second, and replaced', async () => {
    const product = await rig.run()
    const { container_id: id } = await product.onlyEngine()
    await dockerKill(id)
    const dead = await until(
      'the dead one reported as failed',
      async () =>
        (await product.engines()).find((each) => each.container_id === id && each.state === 'failed'),
      500,
    )
    assert.equal(dead.exit_code, 137)
    assert.equal(dead.oom_killed, false)
    assert.equal(dead.health_status, 'unhealthy')
    assert.equal(dead.health_reason, 'killed by signal 9 (exit code 137)')
    const replacement = await product.onlyEngine()
    assert.notEqual(replacement.container_id, id)
    assert.deepEqual(await containersOf(rig.api), [replacement.container_id])
  })

  test('out of memory is reported as such, and replaced', async () => {
    const product = await rig.run({ ENGINE_MEMORY_LIMIT: '150m' })
    const engine = await product.onlyEngine()
    await order(engine, 'fault', { memoryBytesPerSecond: 300_000_000 })
    const dead = await until('the end of it', async () =>
      (await product.engines()).find(
        (each) => each.container_id === engine.container_id && each.state === 'failed',
      ),
    )
    assert.equal(dead.oom_killed, !isPodman) // with cgroups v1 it does not report it
    assert.equal(
      dead.health_reason,
      isPodman ? 'killed by signal 9 (exit code 137)' : 'killed: out of memory',
    )
    assert.notEqual((await product.onlyEngine()).container_id, engine.container_id)
  })

  test('that hangs turns unhealthy with the reason, and is replaced after its grace', async () => {
    const product = await rig.run({
      HEALTH_CHECK_INTERVAL_S: '0.3',
      HEALTH_CHECK_TIMEOUT_S: '0.5',
      UNHEALTHY_GRACE_S: '1',
      MAX_REPLICAS: '1',
    })
    const engine = await product.onlyEngine()
    await order(engine, 'fault', { probes: 'hang' })
    const ill = await until('it to be unhealthy', async () => {
      const each = await product.engine(engine.container_id)
      return each.health_status === 'unhealthy' && each
    })
    assert.match(ill.health_reason ?? '', /no answer within 0\.5 s|timeout/i)
    await until('another engine', async () => {
      const [only, ...more] = await product.engines()
      return more.length === 0 && only?.state === 'ready' && only.container_id !== engine.container_id
    })
  })
})

describe('a restart of the orchestrator', () => {
  test('by kill -9 keeps every engine: same containers, none restarted, known immediately', async () => {
    const dataDir = rig.dataDirectory()
    const env = { MIN_REPLICAS: '3' }
    const first = await rig.run(env, dataDir)
    const names = (await first.ready(3)).map(({ container_id, port }) => `${container_id} ${port}`)
    const before = await rig.lives()
    await first.kill()
    const second = await rig.run(env, dataDir)
    const adopted = await second.ready(3)
    assert.deepEqual(adopted.map(({ container_id, port }) => `${container_id} ${port}`).sort(), names.sort())
    assert.ok(adopted.every(({ outdated, restarts }) => !outdated && restarts === 0))
    await until('a second look at all of them', async () =>
      (await second.engines()).every(
        (each) => each.recent_checks.length > 1 || each.last_health_check !== null,
      ),
    )
    assert.deepEqual(await rig.lives(), before)
  })

  test('with a data directory lost keeps them too: Docker knows enough', async () => {
    const first = await rig.run({ MIN_REPLICAS: '2' })
    await first.ready(2)
    const before = await rig.lives()
    await first.kill()
    const second = await rig.run({ MIN_REPLICAS: '2' })
    await second.ready(2)
    assert.deepEqual(await rig.lives(), before)
  })

  test('by SIGTERM leaves them running, and STOP_ENGINES_ON_EXIT removes them', async () => {
    const dataDir = rig.dataDirectory()
    const first = await rig.run({}, dataDir)
    await first.ready(1)
    const before = await rig.lives()
    assert.equal(await first.stop(), 0)
    assert.deepEqual(await rig.lives(), before)
    const second = await rig.run({ STOP_ENGINES_ON_EXIT: 'true' }, dataDir)
    await second.ready(1)
    assert.deepEqual(await rig.lives(), before)
    assert.equal(await second.stop(), 0)
    assert.deepEqual(await containersOf(rig.api), [])
  })
})
