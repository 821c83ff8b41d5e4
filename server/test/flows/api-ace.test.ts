import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiRig } from '@acestream-orchestrator/testing/rigs/api'

const TARGET = '/ace/getstream?id=aa&format=json'
const ON_OUR_HOST = { port: 6878, publicUrl: null }

const CASES: readonly [
  name: string,
  host: string,
  proxy: { port: number; publicUrl: string | null },
  to: string,
][] = [
  ['on our own host', 'tv.lan:8000', ON_OUR_HOST, `http://tv.lan:6878${TARGET}`],
  ['without a port in the Host header', '10.0.0.5', ON_OUR_HOST, `http://10.0.0.5:6878${TARGET}`],
  ['on IPv6', '[fd00::1]:8000', ON_OUR_HOST, `http://[fd00::1]:6878${TARGET}`],
  [
    'where PROXY_PUBLIC_URL says',
    'x',
    { port: 1, publicUrl: 'https://tv.example' },
    `https://tv.example${TARGET}`,
  ],
]
for (const [name, host, proxy, location] of CASES)
  test(`the engine's API is found at the proxy: ${name}`, async () => {
    const { api } = apiRig({ proxy, protectReads: true })
    for (const method of ['GET', 'HEAD'] as const) {
      const answer = await api.inject({ method, url: TARGET, headers: { host } })
      assert.deepEqual([answer.statusCode, answer.headers.location], [307, location])
    }
  })

test('without a proxy there is no such path', async () => {
  const { api } = apiRig({ proxy: null })
  assert.equal((await api.inject({ url: TARGET })).statusCode, 404)
})
