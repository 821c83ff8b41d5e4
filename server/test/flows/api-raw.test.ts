import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { Problem } from '@acestream-orchestrator/contract/problem'
import { Value } from 'typebox/value'
import { apiRig } from '../api-rig.ts'

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
    'has headers without end',
    `GET /engines HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
    431,
    'payload_too_large',
  ],
]

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
