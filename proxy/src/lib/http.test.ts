import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { askJson, openBody } from './http.ts'

const CONTENT = `/content/${'a'.repeat(40)}/${'b'.repeat(32)}`

async function serve(t: TestContext, answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Where a redirect leads, and what comes of it. */
const REDIRECTS: readonly [name: string, location: (port: number) => string, kind: string][] = [
  ['the same server', (port) => `http://127.0.0.1:${port}/media`, 'open'],
  ['a path', () => '/media', 'open'],
  ['its media under an address that only it knows', () => `http://172.17.0.5:6878${CONTENT}`, 'open'],
  ['another server', () => 'http://203.0.113.9/media', 'redirect_refused'],
  ['another port', () => 'http://127.0.0.1:1/media', 'redirect_refused'],
  ['another protocol', () => `https://127.0.0.1${CONTENT}`, 'redirect_refused'],
]
for (const [name, location, kind] of REDIRECTS)
  test(`a redirect to ${name}: ${kind}`, async (t) => {
    const asked: string[] = []
    const port: number = await serve(t, ({ url = '' }, response) => {
      asked.push(url)
      if (url === '/start') response.writeHead(302, { location: location(port) }).write('never read')
      else response.end('media')
    })
    const opened = await openBody({ host: '127.0.0.1', port }, '/start', new AbortController().signal)
    assert.equal(opened.kind, kind)
    assert.equal(asked.length, kind === 'open' ? 2 : 1)
    if (opened.kind === 'open') opened.response.destroy()
  })

const MISSES: readonly [name: string, answer: RequestListener, why: string][] = [
  ['nothing', () => {}, 'timeout'],
  ['half an answer', (_, response) => void response.writeHead(200).write('{"a":'), 'timeout'],
  ['no JSON', (_, response) => void response.end('<html>'), 'garbage'],
  ['10 MB', (_, response) => void response.end(Buffer.alloc(10_000_000, 32)), 'garbage'],
  ['a broken connection', ({ socket }) => void socket.destroy(), 'unreachable'],
]
for (const [name, answer, why] of MISSES)
  test(`a server that sends ${name}: ${why}`, async (t) => {
    const port = await serve(t, answer)
    const found = await askJson({ address: { host: '127.0.0.1', port }, path: '/', timeoutMs: 1500 })
    assert.deepEqual(found, { kind: 'miss', why })
  })

test('nobody listens there: refused', async () => {
  const found = await askJson({ address: { host: '127.0.0.1', port: 1 }, path: '/', timeoutMs: 1500 })
  assert.deepEqual(found, { kind: 'miss', why: 'refused' })
})
