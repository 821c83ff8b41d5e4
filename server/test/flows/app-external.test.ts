/** Engines that a client registers may be any service inside this network: what is told of them is closed. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { apiRig } from '@acestream-orchestrator/testing/rigs/api'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'
import { createHealthProber } from '../../src/acestream/health-prober.ts'
import { createEngineHttp } from '../../src/acestream/http.ts'
import { createSessionClient } from '../../src/acestream/session-client.ts'
import { withClosedReasons } from '../../src/app/adapters/closed-reasons.ts'
import { systemClock } from '../../src/lib/clock.ts'

const SECRET = 'secret-of-an-inner-service'
const ANSWERS: readonly (readonly [status: number, body: string])[] = [
  [200, SECRET],
  [500, SECRET],
  [200, `{"error": "${SECRET}"}`],
  [200, `{"x": "${SECRET}"}`],
]

for (const [status, body] of ANSWERS)
  test(`HTTP ${status} ${body} from an external engine is not told in its own words`, async (t) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body)).listen(
      0,
      '127.0.0.1',
    )
    await once(server, 'listening')
    const http = createEngineHttp(1)
    t.after(async () => {
      await http.close()
      server.close()
    })
    const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
    const { registry } = apiRig()
    registry.addExternal({ id: 'external-1', name: null, address, registeredAtMs: 0 })
    const { prober, sessions } = withClosedReasons(
      createHealthProber(http, systemClock),
      createSessionClient(http),
      registry,
    )
    const { signal } = new AbortController()
    const told = [
      await prober.probe(address, 1000, signal),
      await sessions.stat(address, '/ace/stat/aa/bb', 1000, signal),
      await sessions.stop(address, '/ace/cmd/aa/bb', 1000, signal),
    ]
    for (const each of told) assert.deepEqual('reason' in each && each.reason, { code: 'not_an_engine' })
  })

test('link-local addresses and our own services are refused at registration', async (t) => {
  const outside = anOutside(t)
  outside.external.add(6878)
  const app = await anApp(t, outside, {
    DOCKER_HOST: 'tcp://127.0.0.1:2375',
    ENGINE_PUBLISH_IP: '127.0.0.1',
  })
  const register = async (host: string, port: number) => {
    const answer = await app.post('/engines', { host, port })
    return [answer.statusCode, answer.body] as const
  }
  for (const [host, port] of [
    ['169.254.169.254', 80],
    ['2852039166', 80],
    ['::ffff:169.254.169.254', 80],
    ['localhost', 2375],
  ] as const) {
    const [status, body] = await register(host, port)
    assert.equal(status, 422, host)
    assert.match(body, /no engine can be registered there/)
  }
  assert.equal((await register('127.0.0.1', 6878))[0], 200)
})

test('an engine that does not answer is not registered, and the reason quotes nobody', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const refusalAt = async (port: number) => {
    let isAnswered = false
    const answer = app.post('/engines', { host: '10.0.0.9', port }).finally(() => {
      isAnswered = true
    })
    while (!isAnswered) await app.advance(100) // names are looked up outside of the clock
    const { statusCode, body } = await answer
    assert.equal(statusCode, 422)
    return body
  }
  outside.external.add(6878).add(6879)
  outside.prober.refused.add(6878)
  outside.prober.hung.add(6879)
  assert.match(await refusalAt(6878), /no engine answers: .*10\.0\.0\.9:6878/)
  assert.match(await refusalAt(6879), /no engine answers: no answer within 3 s/)
  assert.equal((await app.engines()).filter(({ external }) => external).length, 0)
})

test('a registered engine that is down at our start is unhealthy, not starting for ever', async (t) => {
  const outside = anOutside(t)
  const first = await anApp(t, outside)
  const address = { host: '10.0.0.9', port: 6878 }
  outside.external.add(address.port)
  assert.equal((await first.post('/engines', address)).statusCode, 200)
  await first.stop()
  outside.prober.refused.add(address.port)
  const second = await anApp(t, outside)
  await second.advance(10_000)
  const down = (await second.engines()).find(({ external }) => external)
  assert.deepEqual([down?.state, down?.health_status], ['ready', 'unhealthy'])
  assert.equal(down?.health_reason_data?.code, 'connection_refused')
  assert.equal(
    (await second.post('/engines', { ...address, name: 'attic' })).statusCode,
    200,
    'known already',
  )
})

test('what removing an engine leads to: another one while it is needed, none for one that is not', async (t) => {
  const app = await anApp(t, anOutside(t), { MIN_REPLICAS: '1', MIN_FREE_REPLICAS: '1' })
  const engine = await app.engine()
  const follows = async () => (await app.get(`/engines/${engine.container_id}/removal`)).json()
  assert.deepEqual(await follows(), { replacement: true, wanted: 1 })
  await app.play(engine)
  await app.advance(5000)
  assert.equal((await app.engines()).length, 2)
  assert.deepEqual(await follows(), { replacement: false, wanted: 1 }, 'the spare one is enough')
})

test('a drain for maintenance holds an idle engine, over a restart of ours too', async (t) => {
  const outside = anOutside(t)
  const first = await anApp(t, outside)
  const { container_id: id } = await first.engine()
  assert.equal((await first.post(`/engines/${id}/drain?keep=true`)).statusCode, 202)
  await first.advance(60_000)
  assert.equal((await first.engines()).length, 2, 'another one serves')
  await first.stop()
  const second = await anApp(t, outside)
  await second.advance(60_000)
  assert.equal((await second.engineOf(id)).state, 'draining')
  assert.ok(outside.runtime.containers.has(id))
  assert.equal((await second.post(`/engines/${id}/drain`)).statusCode, 202)
  await second.advance(10_000)
  assert.ok(!outside.runtime.containers.has(id), 'an idle one that is only drained goes')
})
