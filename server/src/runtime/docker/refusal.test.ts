import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toRefusal } from './refusal.ts'

/** As docker-modem rejects: the decoded JSON, a Buffer where it was none, null for streams. */
const rejection = (statusCode: number, json: unknown, message: string) => ({ statusCode, json, message })

test("Docker's own words are kept", () => {
  const refusal = toRefusal(
    rejection(404, { message: 'No such container: x\n' }, '(HTTP code 404) …'),
    '/containers/x/json',
  )
  assert.deepEqual([refusal.status, refusal.message], [404, 'No such container: x'])
})

test('a refused stream has its words in the sentence of the transport', () => {
  const refusal = toRefusal(
    rejection(409, null, '(HTTP code 409) unexpected - is being removed '),
    '/containers/x/logs',
  )
  assert.equal(refusal.message, 'is being removed')
})

const FORBIDDEN: readonly (readonly [path: string, allow: string])[] = [
  ['/containers/json', 'CONTAINERS=1'],
  ['/containers/create', 'CONTAINERS=1 and POST=1'],
  ['/containers/ab12/start', 'CONTAINERS=1 and POST=1'],
  ['/images/x/json', 'IMAGES=1'],
  ['/images/create', 'IMAGES=1 and POST=1'],
  ['/events', 'EVENTS=1'],
  ['/version', 'VERSION=1'],
]

for (const [path, allow] of FORBIDDEN)
  test(`a proxy that forbids ${path} is told to allow ${allow}`, () => {
    const html = Buffer.from('<html><body><h1>403 Forbidden</h1></body></html>')
    const refusal = toRefusal(rejection(403, html, `(HTTP code 403) unexpected - ${html} `), path)
    assert.equal(refusal.message, `the socket proxy forbids ${path} (HTTP status 403): allow ${allow} there`)
  })
