import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { toRefusal } from './refusal.ts'

test("Docker's own words are kept", () => {
  const refusal = toRefusal(404, '{"message":"No such container: x\\n"}', {
    method: 'GET',
    path: '/containers/x/json',
  })
  assert.deepEqual([refusal.status, refusal.reason], [404, verbatim('No such container: x')])
})

test('the words of a proxy are kept where they are text', () => {
  const call = { method: 'GET', path: '/containers/x/json' }
  assert.deepEqual(toRefusal(502, 'upstream is down\n', call).reason, verbatim('upstream is down'))
  assert.deepEqual(toRefusal(502, '<html>Bad Gateway</html>', call).reason, {
    code: 'docker_answered_status',
    status: 502,
  })
  for (const body of ['', 'null', '[]', '{"message":7}', '"x"'])
    assert.deepEqual(toRefusal(500, body, call).reason, { code: 'docker_answered_status', status: 500 })
})

const FORBIDDEN: readonly (readonly [method: string, path: string, allow: string])[] = [
  ['GET', '/containers/json', 'CONTAINERS=1'],
  ['POST', '/containers/create', 'CONTAINERS=1 and POST=1'],
  ['POST', '/containers/ab12/start', 'POST=1, or ALLOW_START=1,'],
  ['POST', '/containers/ab12/stop', 'POST=1, or ALLOW_STOP=1,'],
  ['POST', '/containers/ab12/restart', 'POST=1, or ALLOW_RESTARTS=1,'],
  ['DELETE', '/containers/ab12', 'CONTAINERS=1 and POST=1 (with it DELETE)'],
  ['GET', '/images/x/json', 'IMAGES=1'],
  ['POST', '/images/create', 'IMAGES=1 and POST=1'],
  ['GET', '/events', 'EVENTS=1'],
  ['GET', '/version', 'VERSION=1'],
]

for (const [method, path, allow] of FORBIDDEN)
  test(`a proxy that forbids ${method} ${path} is told to allow ${allow}`, () => {
    const html = '<html><body><h1>403 Forbidden</h1></body></html>'
    const refusal = toRefusal(403, html, { method, path })
    const request = method === 'GET' ? path : `${method} ${path}`
    assert.deepEqual(refusal.reason, { code: 'docker_request_forbidden', request, text: 'HTTP 403', allow })
  })
