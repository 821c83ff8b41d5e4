import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { TEST_KEY } from '@acestream-orchestrator/testing/orchestrator/process'
import { containersOf, inspect, type Product } from '@acestream-orchestrator/testing/orchestrator/product'
import { PRODUCT_IMAGE } from '@acestream-orchestrator/testing/orchestrator/product-image'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const rig = useProducts()

interface Provisioned {
  readonly container_id: string
  readonly container_name: string
  readonly host_http_port: number
}

function send(product: Product, method: string, path: string, signal?: AbortSignal): Promise<Response> {
  const headers = { authorization: `Bearer ${TEST_KEY}` }
  return fetch(`${product.url}${path}`, { method, headers, ...(signal ? { signal } : {}) })
}

function healthy(engines: readonly EngineState[]): number {
  return engines.filter(({ health_status }) => health_status === 'healthy').length
}

function gone(product: Product, id: string): Promise<true> {
  return until(`${id} to be gone`, async () => {
    const listed = (await product.engines()).some(({ container_id }) => container_id === id)
    return !listed && !(await containersOf(rig.api)).includes(id) && (true as const)
  })
}

describe('an order about one engine', () => {
  test('DELETE stores the wish, shows it immediately, removes the container, and another takes its place', async () => {
    const product = await rig.run()
    const { container_id: id } = await product.onlyEngine()
    assert.deepEqual(await product.call('DELETE', `/containers/${id}`), { deleted: id })
    assert.equal((await product.engine(id)).state, 'removing')
    await gone(product, id)
    assert.notEqual((await product.onlyEngine()).container_id, id)
    assert.deepEqual(await product.call('DELETE', `/containers/${id}`), { deleted: id })
  })

  test('drain takes an idle engine away, and never below the number without a substitute', async () => {
    const product = await rig.run({ MIN_REPLICAS: '2' })
    const [first] = await product.ready(2)
    assert.ok(first)
    await product.call('POST', `/engines/${first.container_id}/drain`)
    await gone(product, first.container_id)
    await product.ready(2)
  })

  test('restart keeps the container and its id, and starts its process again', async () => {
    const product = await rig.run()
    const { container_id: id, started_at: startedAt } = await product.onlyEngine()
    await product.call('POST', `/engines/${id}/restart`)
    const again = await until('its new start', async () => {
      const each = await product.engine(id)
      return each.state === 'ready' && each.restarts === 1 && each
    })
    assert.ok((again.started_at ?? '') > (startedAt ?? ''))
    assert.deepEqual(await containersOf(rig.api), [id])
  })

  test('logs are text, and follow goes on with what comes', async () => {
    const product = await rig.run()
    const { container_id: id, port } = await product.onlyEngine()
    const text = await (await send(product, 'GET', `/containers/${id}/logs?tail=5`)).text()
    assert.match(text, new RegExp(String(port)))
    const ending = new AbortController()
    const following = await send(product, 'GET', `/containers/${id}/logs?follow=true`, ending.signal)
    assert.match(following.headers.get('content-type') ?? '', /^text\/event-stream/)
    let heard = ''
    for await (const chunk of following.body ?? []) {
      heard += Buffer.from(chunk).toString()
      if (heard.includes(String(port))) break
    }
    assert.match(heard, /event: line\ndata: /)
    ending.abort()
  })
})

describe('an order about how many', () => {
  test('scale adds and removes immediately, a dry run only reports, DELETE goes back', async () => {
    const product = await rig.run()
    await product.onlyEngine()
    assert.deepEqual(await product.call('POST', '/scale/3?dry_run=true'), {
      scaled_to: 3,
      starts: 2,
      removes: [],
      protected: [],
    })
    assert.deepEqual(await product.call('POST', '/scale/3'), { scaled_to: 3 })
    await product.ready(3)
    await product.call('POST', '/scale/1')
    await product.ready(1)
    assert.equal((await containersOf(rig.api)).length, 1)
    assert.deepEqual(await product.call('POST', '/scale/99'), { scaled_to: 6 })
    assert.deepEqual(await product.call('DELETE', '/scale'), { scaled_to: 1 })
  })

  test('gc removes idle engines over the number now, and nothing else', async () => {
    const product = await rig.run({ MIN_FREE_REPLICAS: '0' })
    await product.onlyEngine()
    await product.call('POST', '/scale/3')
    await product.ready(3)
    await product.call('DELETE', '/scale')
    const { removed } = await product.call<{ removed: string[] }>('POST', '/gc')
    assert.equal(removed.length, 2)
    await product.ready(1)
    assert.equal((await containersOf(rig.api)).length, 1)
  })

  test('engines made under other settings go on, and are rolled one at a time once idle', async () => {
    const dataDir = rig.dataDirectory()
    const first = await rig.run({ MIN_REPLICAS: '2' }, dataDir)
    const old = new Set((await first.ready(2)).map(({ container_id }) => container_id))
    await first.stop()
    const second = await rig.run(
      { MIN_REPLICAS: '2', ENGINE_GRACE_PERIOD_S: '0', ENGINE_ARGS: '--upload-limit=100' },
      dataDir,
    )
    await until('both to be known as healthy', async () => healthy(await second.engines()) >= 2)
    let fewest = Number.POSITIVE_INFINITY
    const areNew = async () => {
      const engines = await second.engines()
      fewest = Math.min(fewest, healthy(engines))
      return engines.length === 2 && engines.every((each) => !old.has(each.container_id) && !each.outdated)
    }
    // None is idle before its traffic was read twice, ten seconds apart: somebody may be watching unreported.
    await until('all of them to be new', areNew, 40_000)
    await second.ready(2)
    assert.equal(fewest, 2)
  })
})

describe('provisioning', () => {
  test('hands out a ready engine immediately and starts a spare behind it', async () => {
    const product = await rig.run({ MIN_FREE_REPLICAS: '1' })
    const ready = await product.onlyEngine()
    const handed = await product.call<Provisioned>('POST', '/provision/acestream')
    assert.deepEqual([handed.container_id, handed.host_http_port], [ready.container_id, ready.port])
    await product.ready(2)
  })

  test('a caller that gives up cancels nothing, and its retry gets the engine that was made for it', async () => {
    const product = await rig.run({ MIN_REPLICAS: '0' })
    await until('Docker to be known', async () => (await product.status()).provisioning.can_provision)
    await assert.rejects(send(product, 'POST', '/provision/acestream', AbortSignal.timeout(50)), {
      name: 'TimeoutError',
    })
    const made = await product.onlyEngine()
    const handed = await product.call<Provisioned>('POST', '/provision/acestream')
    assert.equal(handed.container_id, made.container_id)
    assert.deepEqual(await containersOf(rig.api), [made.container_id])
    const answer = await fetch(`http://127.0.0.1:${handed.host_http_port}/server/api?method=get_status`)
    assert.equal(answer.status, 200)
  })

  test('a generic container is ours to inspect and remove, and never an engine', async () => {
    const product = await rig.run({ MIN_REPLICAS: '0' })
    await until('Docker to be known', async () => (await product.status()).provisioning.can_provision)
    const { container_id: id, container_name: name } = await product.call<Provisioned>('POST', '/provision', {
      name_prefix: 'svc',
      labels: { purpose: 'test' },
      ports: { '8080/tcp': 31_999 },
    })
    assert.match(name, /^svc-/)
    const raw = await inspect(rig.api, id)
    assert.equal(raw.Config.Labels['purpose'], 'test')
    assert.equal(raw.HostConfig['Privileged'], false)
    const view = await product.get<{ id: string; image: string }>(`/containers/${id}`)
    assert.deepEqual([view.id, view.image], [id, PRODUCT_IMAGE])
    assert.deepEqual(await product.engines(), [])
    const found = await product.get<{ id: string }[]>('/by-label?key=purpose&value=test')
    assert.deepEqual(
      found.map((each) => each.id),
      [id],
    )
    await product.call('DELETE', `/containers/${id}`)
    await gone(product, id)
  })
})

describe('what is not ours', () => {
  const routes: readonly [string, string][] = [
    ['GET', '/engines/{id}'],
    ['DELETE', '/engines/{id}'],
    ['GET', '/engines/{id}/health'],
    ['POST', '/engines/{id}/drain'],
    ['DELETE', '/engines/{id}/drain'],
    ['POST', '/engines/{id}/restart'],
    ['GET', '/containers/{id}'],
    ['DELETE', '/containers/{id}'],
    ['GET', '/containers/{id}/logs'],
    ['GET', '/containers/{id}/logs?follow=true'],
  ]

  test('is 404 on every route, by id, short id and name, and stays as it was', async () => {
    const product = await rig.run()
    await product.onlyEngine()
    for (const id of rig.foreigners.ids) {
      const names = [id, id.slice(0, 12), (await inspect(rig.api, id)).Name.slice(1)]
      for (const [method, path] of routes)
        for (const name of names) {
          const answer = await send(product, method, path.replace('{id}', name))
          assert.equal(answer.status, 404, `${method} ${path} for ${name}`)
          await answer.body?.cancel()
        }
    }
    assert.deepEqual(await product.get('/by-label?key=ondemand.app&value=somebody-else'), [])
  })

  test('engines of another INSTANCE on the same Docker are not touched, and keep their names and ports', async () => {
    const [one, other] = await Promise.all([
      rig.run({ INSTANCE: 'one', MIN_REPLICAS: '0' }),
      rig.run({ INSTANCE: 'other', MIN_REPLICAS: '0' }),
    ])
    await Promise.all([one.call('POST', '/scale/2'), other.call('POST', '/scale/2')])
    const engines = [...(await one.ready(2)), ...(await other.ready(2))]
    assert.equal(new Set(engines.map(({ container_name }) => container_name)).size, 4)
    assert.equal(new Set(engines.map(({ port }) => port)).size, 4)
    await one.call('POST', '/scale/0')
    await one.call('POST', '/gc')
    for (const { container_id } of engines.slice(2))
      assert.equal((await send(one, 'DELETE', `/containers/${container_id}`)).status, 404)
    await one.ready(0)
    const left = await other.ready(2)
    assert.deepEqual(
      left.map(({ container_id }) => container_id).sort(),
      engines
        .slice(2)
        .map(({ container_id }) => container_id)
        .sort(),
    )
  })
})
