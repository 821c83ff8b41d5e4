import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { after, describe, test } from 'node:test'
import { fakeEngine, saying } from '@acestream-orchestrator/testing/fakes/engine'
import { neverAborts } from '../lib/abort.ts'
import { httpOrigin } from '../lib/address.ts'
import { createHttpClient, type HttpOutcome, type HttpRequest } from './client.ts'

const LONGEST_BYTES = 1000

const client = createHttpClient({ keepAliveMs: 4000, longestBytes: LONGEST_BYTES })
after(() => client.close())

type Listener = (request: IncomingMessage, response: ServerResponse) => void

async function ask(listener: Listener, change: Partial<HttpRequest> = {}): Promise<HttpOutcome> {
  await using server = await fakeEngine(listener)
  const origin = httpOrigin(server.address)
  return await client.request({ method: 'GET', origin, path: '/', timeoutMs: 1000, ...change }, neverAborts())
}

describe('an answer', () => {
  test('comes whole, whatever its status, with its headers', async () => {
    const outcome = await ask((_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).write('ño')
      response.end(' more')
    })
    assert.ok(outcome.kind === 'answer')
    assert.deepEqual(
      [outcome.status, outcome.text, outcome.headers['www-authenticate']],
      [401, 'ño more', 'Basic realm="x"'],
    )
  })

  test('a redirect is not followed', async () => {
    const outcome = await ask((_, response) => response.writeHead(302, { location: '/elsewhere' }).end())
    assert.ok(outcome.kind === 'answer')
    assert.equal(outcome.status, 302)
  })

  test('method, path, headers and body are sent as given, and no compression is asked for', async () => {
    const outcome = await ask(
      async (request, response) => {
        const body = (await request.toArray()).join('')
        const { method, url, headers } = request
        response.end(JSON.stringify([method, url, headers['x-key'], headers['accept-encoding'], body]))
      },
      { method: 'PUT', path: '/v1?a=%20', headers: { 'x-key': 'k' }, body: '{}' },
    )
    assert.ok(outcome.kind === 'answer')
    assert.deepEqual(JSON.parse(outcome.text), ['PUT', '/v1?a=%20', 'k', null, '{}'])
  })

  test('of just the longest length is read', async () => {
    const outcome = await ask(saying('x'.repeat(LONGEST_BYTES)))
    assert.equal(outcome.kind === 'answer' && outcome.text.length, LONGEST_BYTES)
  })
})

describe('a failure', () => {
  test('silence is a timeout', async () => {
    const outcome = await ask(() => {}, { timeoutMs: 60 })
    assert.equal(outcome.kind === 'failed' && outcome.failure, 'timeout')
  })

  test('a body that never ends in time is a timeout', async () => {
    const outcome = await ask((_, response) => response.writeHead(200).write('{'), { timeoutMs: 60 })
    assert.equal(outcome.kind === 'failed' && outcome.failure, 'timeout')
  })

  test('one byte too many is too long, declared or not', async () => {
    const text = 'x'.repeat(LONGEST_BYTES + 1)
    for (const listener of [
      saying(text),
      (_: IncomingMessage, response: ServerResponse) => response.writeHead(200).write(text),
    ]) {
      const outcome = await ask(listener)
      assert.equal(outcome.kind === 'failed' && outcome.failure, 'too_long')
    }
  })

  test('nothing listens', async () => {
    const gone = await fakeEngine(() => {})
    await gone[Symbol.asyncDispose]()
    const request = { method: 'GET', origin: httpOrigin(gone.address), path: '/', timeoutMs: 1000 } as const
    const outcome = await client.request(request, neverAborts())
    assert.ok(outcome.kind === 'failed')
    assert.deepEqual([outcome.failure, outcome.errorCode], ['refused', 'ECONNREFUSED'])
  })

  test('the connection is closed before the answer', async () => {
    const outcome = await ask((request) => request.socket.destroy())
    assert.equal(outcome.kind === 'failed' && outcome.failure, 'closed')
  })

  test('something that is not HTTP', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.write('HELLOTS version=3.2.11\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    const origin = `http://127.0.0.1:${address.port}`
    const outcome = await client.request({ method: 'GET', origin, path: '/', timeoutMs: 1000 }, neverAborts())
    server.close()
    assert.equal(outcome.kind === 'failed' && outcome.failure, 'not_http')
  })

  test('a change of protocol that nobody asked for', async () => {
    const outcome = await ask((request) => {
      request.socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')
    })
    assert.equal(outcome.kind === 'failed' && outcome.failure, 'closed')
  })

  test('an address for which nothing ever answers the handshake of TLS', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const connected = Promise.withResolvers<void>()
    const server = createServer(() => connected.resolve())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    const asked = client.request({ method: 'GET', origin, path: '/', timeoutMs: 60_000 }, neverAborts())
    await connected.promise
    t.mock.timers.tick(5000)
    const outcome = await asked
    server.close()
    assert.equal(outcome.kind === 'failed' && outcome.failure, 'connect_timeout')
  })

  test('a header that can not be sent', async () => {
    const outcome = await ask(saying(''), { headers: { 'x-key': 'line\nbreak' } })
    assert.equal(outcome.kind === 'failed' && outcome.failure, 'unsendable')
  })

  test('an abort by the caller rejects with its reason', async () => {
    await using server = await fakeEngine(() => {})
    const stop = new AbortController()
    const request = { method: 'GET', origin: httpOrigin(server.address), path: '/', timeoutMs: 9000 } as const
    const asked = client.request(request, stop.signal)
    const why = new Error('stopping')
    setTimeout(() => stop.abort(why), 20)
    await assert.rejects(asked, why)
    await assert.rejects(client.request(request, stop.signal), why)
  })
})

describe('connections', () => {
  test('a server has as many as it may, and the others wait', async () => {
    const own = createHttpClient({ keepAliveMs: 4000, longestBytes: LONGEST_BYTES, connectionsPerServer: 2 })
    let open = 0
    let most = 0
    await using server = await fakeEngine((request, response) => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open--
        saying('{}')(request, response)
      }, 10)
    })
    const request = { method: 'GET', origin: httpOrigin(server.address), path: '/', timeoutMs: 5000 } as const
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => own.request(request, neverAborts())))
    await own.close()
    assert.ok(outcomes.every(({ kind }) => kind === 'answer'))
    assert.equal(most, 2)
  })

  for (const keepAliveMs of [0, 4000])
    test(`${keepAliveMs === 0 ? 'none is' : 'one is'} kept for the next request`, async () => {
      const own = createHttpClient({ keepAliveMs, longestBytes: LONGEST_BYTES, connectionsPerServer: 1 })
      const ports = new Set<number | undefined>()
      await using server = await fakeEngine((request, response) => {
        ports.add(request.socket.remotePort)
        saying(request.headers.connection ?? '')(request, response)
      })
      const request = {
        method: 'GET',
        origin: httpOrigin(server.address),
        path: '/',
        timeoutMs: 5000,
      } as const
      const outcomes = await Promise.all([1, 2, 3].map(() => own.request(request, neverAborts())))
      await own.close()
      const said = outcomes.map((outcome) => outcome.kind === 'answer' && outcome.text)
      assert.deepEqual(new Set(said), new Set([keepAliveMs === 0 ? 'close' : 'keep-alive']))
      assert.equal(ports.size, keepAliveMs === 0 ? 3 : 1)
    })

  test('closing ends what is asked, and what waits to be asked', async () => {
    const own = createHttpClient({ keepAliveMs: 4000, longestBytes: LONGEST_BYTES, connectionsPerServer: 1 })
    const asked = Promise.withResolvers<void>()
    await using server = await fakeEngine(() => asked.resolve())
    const request = { method: 'GET', origin: httpOrigin(server.address), path: '/', timeoutMs: 5000 } as const
    const outcomes = Promise.all([1, 2].map(() => own.request(request, neverAborts())))
    await asked.promise
    await own.close()
    for (const outcome of await outcomes) assert.equal(outcome.kind === 'failed' && outcome.failure, 'other')
    assert.equal(server.requests.length, 1)
  })
})

describe('a connection closed under a request', () => {
  for (const retriesReset of [true, false])
    test(`is ${retriesReset ? 'asked again on another one' : 'a failure'}`, async () => {
      const own = createHttpClient({ keepAliveMs: 4000, longestBytes: LONGEST_BYTES, retriesReset })
      let requests = 0
      await using server = await fakeEngine((request, response) => {
        if (requests++ === 0) request.socket.destroy()
        else saying('{}')(request, response)
      })
      const origin = httpOrigin(server.address)
      const outcome = await own.request({ method: 'GET', origin, path: '/', timeoutMs: 1000 }, neverAborts())
      await own.close()
      assert.equal(outcome.kind, retriesReset ? 'answer' : 'failed')
      assert.equal(requests, retriesReset ? 2 : 1)
    })
})
