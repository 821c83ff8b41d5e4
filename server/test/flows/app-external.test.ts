/** Engines that a client registers may be any service inside this network: what is told of them is closed. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createHealthProber } from '../../src/acestream/health-prober.ts'
import { createEngineHttp } from '../../src/acestream/http.ts'
import { createSessionClient } from '../../src/acestream/session-client.ts'
import { withClosedReasons } from '../../src/app/closed-reasons.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { apiRig } from '../api-rig.ts'
import { anApp } from '../app-rig.ts'
import { anOutside } from '../outside.ts'

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
  const app = await anApp(t, anOutside(t), {
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
