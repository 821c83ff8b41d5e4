import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, ListenOptions, Server } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { CERTIFICATE, PRIVATE_KEY } from '@acestream-orchestrator/testing/machine/certificate'
import { temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { neverAborts } from '../../../lib/abort.ts'
import { textOf } from '../../common/body.ts'
import type { Endpoint } from './endpoint.ts'
import { openTransports, type Transport, type TransportCall } from './transport.ts'
import { whyUnreachable } from './unreachable.ts'

const LOCAL = { host: '127.0.0.1', port: 0 }

/** Listens while the test runs; answers which port it was given. */
async function listen(t: TestContext, server: Server, where: ListenOptions): Promise<number> {
  await new Promise<void>((done) => server.listen(where, done))
  t.after(async () => {
    server.close()
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void)()
  })
  return where.path === undefined ? (server.address() as AddressInfo).port : 0
}

async function plain(t: TestContext, listener: RequestListener): Promise<Endpoint> {
  const port = await listen(t, createServer(listener), LOCAL)
  return { kind: 'http', label: 'docker', host: LOCAL.host, port }
}

async function read(transport: Transport, call: Partial<TransportCall> = {}): Promise<string> {
  const { body } = await transport({ method: 'GET', path: '/', ...call }, neverAborts())
  return textOf(body)
}

test('a request carries its method, path, query and JSON', async (t) => {
  const endpoint = await plain(t, async (request, answer) => {
    const body = (await request.toArray()).join('')
    answer.end(JSON.stringify([request.method, request.url, request.headers['content-type'], body]))
  })
  const { ordinary } = openTransports(endpoint)
  const text = await read(ordinary, {
    method: 'POST',
    path: '/a',
    query: { all: true, name: 'ä b' },
    body: { n: 1 },
  })
  assert.deepEqual(JSON.parse(text), ['POST', '/a?all=true&name=%C3%A4+b', 'application/json', '{"n":1}'])
})

test('over a Unix socket sixteen calls go out at once, each on a connection of its own', async (t) => {
  const socketPath = join(temporaryFolder(t), 'docker.sock')
  let connections = 0
  let open = 0
  let most = 0
  let together = Promise.withResolvers<void>()
  let awaited = 16
  const server = createServer(async (request, answer) => {
    most = Math.max(most, ++open)
    // Nobody is answered before as many are there as may be.
    if (open === awaited) together.resolve()
    await together.promise
    await delay(20)
    open--
    answer.end(request.headers.connection)
  })
  server.on('connection', () => connections++)
  await listen(t, server, { path: socketPath })
  const { ordinary, long } = openTransports({ kind: 'unix', label: 'unix', socketPath })
  const texts = await Promise.all(Array.from({ length: 40 }, () => read(ordinary)))
  assert.deepEqual(new Set(texts), new Set(['close']))
  assert.deepEqual([connections, most], [40, 16])
  together = Promise.withResolvers()
  awaited = 40
  await Promise.all(Array.from({ length: 40 }, () => read(long)))
  assert.equal(most, 40)
})

test('over TLS the engine is verified, and a connection serves one call after the other', async (t) => {
  let connections = 0
  const server = createSecureServer(
    { cert: CERTIFICATE, key: PRIVATE_KEY },
    (_, answer) => void answer.end('ok'),
  )
  server.on('secureConnection', () => connections++)
  const port = await listen(t, server, LOCAL)
  const endpoint = (ca: Buffer | undefined): Endpoint => ({
    kind: 'https',
    label: 'docker',
    host: LOCAL.host,
    port,
    certificates: { ca, cert: undefined, key: undefined },
  })
  const { ordinary } = openTransports(endpoint(Buffer.from(CERTIFICATE)))
  for (let call = 0; call < 3; call++) assert.equal(await read(ordinary), 'ok')
  assert.equal(connections, 1)

  const unverified = await read(openTransports(endpoint(undefined)).ordinary).then(
    assert.fail,
    (error) => error,
  )
  assert.equal(whyUnreachable(unverified, endpoint(undefined)).code, 'docker_tls_refused')
})

test('an abort destroys a body that has begun, with the reason', async (t) => {
  const { long } = openTransports(await plain(t, (_, answer) => void answer.write('a piece')))
  const life = new AbortController()
  const { body } = await long({ method: 'GET', path: '/events' }, life.signal)
  const why = new Error('stopping')
  setTimeout(() => life.abort(why), 20)
  await assert.rejects(textOf(body), why)
})

test('a body that pauses for longer than it may is given up, and the connection closed', async (t) => {
  const closed = Promise.withResolvers<void>()
  const endpoint = await plain(t, (_, answer) => {
    answer.on('close', () => closed.resolve())
    answer.write('a piece')
  })
  const call = { path: '/containers/x/logs', silenceMs: 50 }
  await assert.rejects(read(openTransports(endpoint).long, call), { code: 'BODY_TIMEOUT' })
  await closed.promise
})

test('a reader that pauses is waited for', async (t) => {
  const LONG = 'x'.repeat(1024 * 1024)
  const { long } = openTransports(await plain(t, (_, answer) => void answer.end(LONG)))
  const { body } = await long({ method: 'GET', path: '/', silenceMs: 50 }, neverAborts())
  await delay(200)
  assert.equal((await textOf(body)).length, LONG.length)
})
