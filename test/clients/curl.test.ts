/** What curl and scripts send, byte for byte, over a real socket. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sendRaw } from '@acestream-orchestrator/testing/clients/raw-http'
import { KEY } from '@acestream-orchestrator/testing/rigs/api'
import { anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

const END = '{"stream_id":"nobody","reason":"handler_exit"}'
const lines = (...each: readonly string[]) => `${each.join('\r\n')}\r\n\r\n`
const closing = ['Host: localhost:8000', 'User-Agent: curl/8.14.1', 'Accept: */*', 'Connection: close']
const key = `Authorization: Bearer ${KEY}`

const post = (headers: readonly string[], body: string) =>
  lines('POST /events/stream_ended HTTP/1.1', ...closing, ...headers) + body

const CASES: readonly (readonly [name: string, request: readonly string[], status: number])[] = [
  ['doubled slashes', [lines('GET //engines HTTP/1.1', ...closing)], 200],
  ['a trailing slash under the prefix', [lines('GET /api/v1/engines/ HTTP/1.1', ...closing)], 200],
  [
    'an absolute target, as through a proxy',
    [lines('GET http://localhost:8000/engines HTTP/1.1', ...closing)],
    200,
  ],
  ['HTTP/1.0 without a Host', [lines('GET /engines HTTP/1.0')], 200],
  ['HEAD', [lines('HEAD /engines HTTP/1.1', ...closing)], 200],
  [
    'a form content type, as -d sends it',
    [post([key, 'Content-Type: application/x-www-form-urlencoded', `Content-Length: ${END.length}`], END)],
    200,
  ],
  ['no content type', [post([key, `Content-Length: ${END.length}`], END)], 200],
  [
    'header names in capitals',
    [
      post(
        [
          key.replace('Authorization', 'AUTHORIZATION'),
          'CONTENT-TYPE: APPLICATION/JSON',
          `CONTENT-LENGTH: ${END.length}`,
        ],
        END,
      ),
    ],
    200,
  ],
  [
    'header names in lower case',
    [
      post(
        [
          key.replace('Authorization', 'authorization'),
          'content-type: application/json; charset=UTF-8',
          `content-length: ${END.length}`,
        ],
        END,
      ),
    ],
    200,
  ],
  [
    'a scheme in lower case',
    [
      post(
        [key.replace('Bearer', 'bearer'), 'Content-Type: application/json', `Content-Length: ${END.length}`],
        END,
      ),
    ],
    200,
  ],
  [
    'the key as X-API-Key',
    [post([`X-API-Key: ${KEY}`, 'Content-Type: application/json', `Content-Length: ${END.length}`], END)],
    200,
  ],
  [
    'Expect: 100-continue',
    [
      post(
        [key, 'Expect: 100-continue', 'Content-Type: application/json', `Content-Length: ${END.length}`],
        END,
      ),
    ],
    200,
  ],
  [
    'a chunked body in pieces',
    [
      post([key, 'Transfer-Encoding: chunked', 'Content-Type: application/json'], ''),
      `${(10).toString(16)}\r\n${END.slice(0, 10)}\r\n`,
      `${(END.length - 10).toString(16)}\r\n${END.slice(10)}\r\n`,
      '0\r\n\r\n',
    ],
    200,
  ],
  ['no key', [post([`Content-Length: ${END.length}`], END)], 401],
  ['a body that is cut', [post([key, 'Content-Type: application/json', 'Content-Length: 5'], '{"str')], 422],
  ['a method that is not offered', [lines('PUT /engines HTTP/1.1', ...closing)], 405],
]

test('curl with every oddity gets a plain answer', async (t) => {
  const app = await anApp(t, anOutside(t))
  const base = await app.listen()
  for (const [name, request, status] of CASES)
    await t.test(`${name}: ${status}`, async () => {
      const answer = await sendRaw(base, ...request)
      assert.equal(answer.status, status, answer.text)
    })

  await t.test('HEAD has the headers of GET and no body', async () => {
    const answer = await sendRaw(base, lines('HEAD /engines HTTP/1.1', ...closing))
    assert.match(answer.head, /content-type: application\/json/i)
    assert.equal(answer.body, '')
  })
  await t.test('Expect is answered before the body', async () => {
    const headers = [key, 'Expect: 100-continue', `Content-Length: ${END.length}`]
    const { text } = await sendRaw(base, post(headers, END))
    assert.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
  })
})
