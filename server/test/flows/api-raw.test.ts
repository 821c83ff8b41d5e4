import assert from 'node:assert/strict'
import { once } from 'node:events'
import { METHODS } from 'node:http'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from '@acestream-orchestrator/contract/problem'
import { apiRig } from '@acestream-orchestrator/testing/rigs/api'
import { Value } from 'typebox/value'

/** What a server says to these bytes until it hangs up. */
async function say(t: TestContext, bytes: string): Promise<{ status: number; head: string; body: string }> {
  const { api } = apiRig()
  t.after(() => api.close())
  const { hostname, port } = new URL(await api.listen())
  const socket = connect(Number(port), hostname).setEncoding('utf8')
  let answer = ''
  socket.on('data', (text: string) => {
    answer += text
  })
  socket.write(bytes)
  await once(socket, 'close')
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), head, body }
}

const MALFORMED: readonly (readonly [name: string, bytes: string, status: number, code: string])[] = [
  ['is no HTTP at all', 'EHLO mail.example\r\n\r\n', 400, 'validation'],
  ['has a header without a name', 'GET /engines HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', 400, 'validation'],
  [
    'has two lengths',
    'POST /provision HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    400,
    'validation',
  ],
  [
    'has two hosts',
    'GET /engines HTTP/1.1\r\nHost: a\r\nHost: a\r\nConnection: close\r\n\r\n',
    400,
    'validation',
  ],
  [
    'has two hosts for nothing',
    'GET /x HTTP/1.1\r\nhost: a\r\nHOST: b\r\nConnection: close\r\n\r\n',
    400,
    'validation',
  ],
  [
    'has headers without end',
    `GET /engines HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
    431,
    'payload_too_large',
  ],
]

for (const method of METHODS.filter((each) => !['GET', 'HEAD', 'POST', 'DELETE'].includes(each)))
  test(`${method} is 405 and says what the path takes`, async (t) => {
    const target = method === 'CONNECT' ? 'example.org:443' : '/engines'
    const answer = await say(t, `${method} ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    assert.equal(answer.status, 405)
    assert.match(answer.head, /^allow: GET, HEAD, POST/im)
    assert.ok(Value.Check(Problem, JSON.parse(answer.body)))
  })

test('a method with a body that nobody reads is 405 too', async (t) => {
  const body = 'Content-Type: /\r\nContent-Length: 3\r\n\r\n{x}'
  const answer = await say(t, `QUERY /engines HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${body}`)
  assert.equal(answer.status, 405)
})

test('a request as it is sent to a proxy is found by its path', async (t) => {
  const answer = await say(
    t,
    'GET http://nas:8000/healthz HTTP/1.1\r\nHost: nas:8000\r\nConnection: close\r\n\r\n',
  )
  assert.equal(answer.status, 200)
})

for (const [name, bytes, status, code] of MALFORMED) {
  test(`a request that ${name} is refused in the shape of every error`, async (t) => {
    const answer = await say(t, bytes)
    assert.equal(answer.status, status)
    const problem: unknown = JSON.parse(answer.body)
    assert.ok(Value.Check(Problem, problem), answer.body)
    assert.equal(problem.code, code)
    assert.match(answer.head, /content-type: application\/json; charset=utf-8/i)
    assert.match(answer.head, new RegExp(`content-length: ${Buffer.byteLength(answer.body)}`, 'i'))
  })
}

const STOPS_WITHIN_MS = 5000

const UNFINISHED: readonly (readonly [name: string, first: string, rest: string])[] = [
  ['that never asked', '', ''],
  ['whose request never ends', 'GET /engines HTTP/1.1\r\nHost: x\r\n', ''],
  [
    'that is answered meanwhile',
    'POST /engines HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{',
    '}',
  ],
]

for (const [name, first, rest] of UNFINISHED)
  test(`a stop does not wait for a connection ${name}`, async (t) => {
    const { api } = apiRig()
    t.after(() => api.close())
    const { hostname, port } = new URL(await api.listen())
    const socket = connect(Number(port), hostname)
    t.after(() => socket.destroy())
    socket.on('error', () => {}).resume()
    await once(socket, 'connect')
    socket.write(first || '\r\n')
    await delay(200)
    const startedMs = performance.now()
    const closed = api.close()
    socket.write(rest)
    await closed
    assert.ok(performance.now() - startedMs < STOPS_WITHIN_MS)
  })
