/** What is wrong with a body before its fields are read: in codes, so that the panel can say it in any language. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiRig, WITH_KEY } from '@acestream-orchestrator/testing/rigs/api'

const CASES: readonly (readonly [
  why: string,
  headers: Record<string, string>,
  body: string,
  code: string,
  message: string,
])[] = [
  ['no JSON', {}, '{"a":', 'body_not_json', 'is not JSON'],
  ['JSON with more behind it', {}, '{} {}', 'body_not_json', 'is not JSON'],
  [
    'shorter than it says',
    { 'content-length': '40' },
    '{"a":1}',
    'body_length_differs',
    'is not as long as its Content-Length says',
  ],
]

for (const [why, headers, body, code, message] of CASES)
  test(`a body that is ${why} is refused with a code`, async () => {
    const { api } = apiRig()
    const answer = await api.inject({
      method: 'POST',
      url: '/events/stream_started',
      headers: { 'content-type': 'application/json', ...WITH_KEY, ...headers },
      payload: body,
    })
    assert.equal(answer.statusCode, 422)
    const { detail } = answer.json()
    assert.deepEqual([detail[0].reason_data.code, detail[0].msg], [code, message])
  })
