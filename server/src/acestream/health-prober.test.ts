import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type FakeEngine, fakeEngine, saying } from '@acestream-orchestrator/testing/fakes/engine'
import { systemClock } from '../lib/clock.ts'
import { createHealthProber } from './health-prober.ts'
import { createEngineHttp } from './http.ts'

const http = createEngineHttp(2)
const prober = createHealthProber(http, systemClock)
const never = new AbortController().signal
after(() => http.close())

const probe = (engine: FakeEngine, timeoutMs = 1000) => prober.probe(engine.address, timeoutMs, never)

describe('a good answer', () => {
  const answers: Readonly<Record<string, string | null>> = {
    '{"result": {"playlist_loaded": true, "version": {"code": 3017000, "platform": "linux", "version": "3.1.70"}}}':
      '3.1.70',
    '{"result": {"version": {"version": "3.2.11"}}, "error": null}': '3.2.11',
    '{"result": {}, "error": null}': null,
  }
  for (const [text, version] of Object.entries(answers))
    test(`${text} is healthy, version ${version}`, async () => {
      await using engine = await fakeEngine(saying(text))
      const { latencyMs, ...answer } = await probe(engine)
      assert.deepEqual(answer, { ok: true, version })
      assert.ok(latencyMs > 0 && latencyMs < 1000)
      assert.deepEqual(engine.requests, ['GET /server/api?api_version=3&method=get_status'])
    })

  test('no compression is asked for', async () => {
    let encoding: string | undefined = 'none seen'
    await using engine = await fakeEngine((request, response) => {
      encoding = request.headers['accept-encoding']
      saying('{"result": {}}')(request, response)
    })
    await probe(engine)
    assert.equal(encoding, undefined)
  })

  test('a kept connection that the engine has just closed is no miss', async () => {
    await using engine = await fakeEngine(saying('{"result": {}}'))
    await probe(engine)
    engine.server.closeAllConnections()
    assert.equal((await probe(engine)).ok, true)
  })
})

describe('an answer that no engine gives is distinguished from the errors of one', () => {
  const answers: readonly [text: string, status: number, isForeign: boolean][] = [
    ['<html>nginx</html>', 200, true],
    ['<html>Not Found</html>', 404, true],
    ['Unauthorized', 401, true],
    ['', 302, true],
    ['{"clientIp": "192.0.2.1"}', 200, true],
    ['[]', 200, true],
    ['{"result": null, "error": "access denied"}', 200, false],
    ['{"error": {"message": "cannot get status", "code": 0}}', 200, false],
    ['{"result": "fine"}', 200, false],
    ['<html>Bad Gateway</html>', 502, false],
  ]
  for (const [text, status, isForeign] of answers)
    test(`HTTP ${status} ${text}`, async () => {
      await using engine = await fakeEngine(saying(text, status))
      const answer = await probe(engine)
      assert.ok(!answer.ok)
      assert.equal(answer.foreign === true, isForeign)
    })
})

describe('a miss says why', () => {
  const lost = "Internal Server Error, couldn't find resource"
  const answers: readonly [text: string, status: number, reason: Reason][] = [
    [
      '{"error": {"message": "cannot get status", "code": 0}}',
      200,
      { code: 'engine_error', text: 'cannot get status' },
    ],
    ['{"result": null, "error": "access denied"}', 200, { code: 'engine_error', text: 'access denied' }],
    ['<html>nginx</html>', 200, { code: 'not_json', text: '<html>nginx</html>' }],
    ['', 200, { code: 'not_json', text: '' }],
    ['[]', 200, { code: 'not_json', text: '[]' }],
    ['{"result": "fine"}', 200, { code: 'not_a_status' }],
    ['{}', 200, { code: 'field_missing', field: 'result', text: '{}' }],
    [lost, 500, { code: 'unexpected_status', status: 500, text: lost }],
    ['', 404, { code: 'unexpected_status', status: 404, text: null }],
  ]
  for (const [text, status, reason] of answers)
    test(`HTTP ${status} ${text}`, async () => {
      await using engine = await fakeEngine(saying(text, status))
      const answer = await probe(engine)
      assert.ok(!answer.ok)
      assert.deepEqual(answer.reason, reason)
    })

  test('a redirect is not followed', async () => {
    await using engine = await fakeEngine((_request, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    const answer = await probe(engine)
    assert.ok(!answer.ok)
    assert.deepEqual(answer.reason, { code: 'unexpected_status', status: 302, text: null })
    assert.equal(engine.requests.length, 1)
  })

  test('silence', async () => {
    await using engine = await fakeEngine(() => {})
    const answer = await probe(engine, 80)
    assert.ok(!answer.ok)
    assert.deepEqual(answer.reason, { code: 'probe_timeout', timeoutMs: 80 })
    assert.ok(answer.latencyMs >= 78 && answer.latencyMs < 500)
  })

  test('an answer that begins and never ends', async () => {
    await using engine = await fakeEngine((_request, response) => {
      response.writeHead(200).write('{"result":')
    })
    const answer = await probe(engine, 80)
    assert.ok(!answer.ok)
    assert.deepEqual(answer.reason, { code: 'probe_timeout', timeoutMs: 80 })
  })

  test('nothing listens', async () => {
    const engine = await fakeEngine(() => {})
    await engine[Symbol.asyncDispose]()
    const answer = await probe(engine)
    assert.ok(!answer.ok)
    const address = `127.0.0.1:${engine.address.port}`
    assert.deepEqual(answer.reason, { code: 'connection_refused', address })
  })

  test('the connection is closed before the answer', async () => {
    await using engine = await fakeEngine((request) => request.socket.destroy())
    const answer = await probe(engine)
    assert.ok(!answer.ok)
    const address = `127.0.0.1:${engine.address.port}`
    assert.deepEqual(answer.reason, { code: 'connection_closed', address })
  })

  test('something that is not HTTP', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.write('HELLOTS version=3.2.11\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    assert.ok(address !== null && typeof address === 'object')
    const answer = await prober.probe({ host: '127.0.0.1', port: address.port }, 1000, never)
    server.close()
    assert.ok(!answer.ok)
    assert.equal(answer.reason.code, 'not_http')
  })

  test('an unknown name', async () => {
    const answer = await prober.probe({ host: 'no-such-engine.invalid', port: 6878 }, 3000, never)
    assert.ok(!answer.ok)
    const { code } = answer.reason
    assert.ok(code === 'host_unknown' || code === 'probe_timeout', code)
    if (code === 'host_unknown') assert.equal(answer.reason.host, 'no-such-engine.invalid')
  })
})

describe('bounds', () => {
  test('a body of 100 MB is cut off after 1 MiB', async () => {
    let sentBytes = 0
    const chunk = Buffer.alloc(64 * 1024, 'x')
    await using engine = await fakeEngine((_request, response) => {
      response.writeHead(200)
      const pump = () => {
        while (sentBytes < 100e6 && !response.destroyed) {
          sentBytes += chunk.length
          if (!response.write(chunk)) return void response.once('drain', pump)
        }
        response.end()
      }
      response.on('error', () => {})
      pump()
    })
    const answer = await probe(engine, 5000)
    assert.ok(!answer.ok)
    assert.deepEqual(answer.reason, { code: 'answer_too_long', mostBytes: 1024 * 1024 })
    assert.ok(sentBytes < 20e6, `${sentBytes} bytes were taken`)
  })

  test('a declared length over 1 MiB is not read at all', async () => {
    await using engine = await fakeEngine((_request, response) => {
      response.writeHead(200, { 'content-length': 100e6 }).write('{')
    })
    const answer = await probe(engine)
    assert.ok(!answer.ok)
    assert.deepEqual(answer.reason, { code: 'answer_too_long', mostBytes: 1024 * 1024 })
  })

  test('a hundred hung engines do not delay another one', async () => {
    await using hung = new AsyncDisposableStack()
    const stop = new AbortController()
    hung.defer(() => stop.abort())
    let settled = 0
    for (let i = 0; i < 100; i++) {
      const engine = hung.use(await fakeEngine(() => {}))
      prober
        .probe(engine.address, 60_000, stop.signal)
        .catch(() => {})
        .finally(() => settled++)
    }
    await using engine = await fakeEngine(saying('{"result": {}}'))
    assert.equal((await probe(engine, 30_000)).ok, true)
    assert.equal(settled, 0)
  })

  test('one hung engine holds no more than its connections, and recovers at once', async () => {
    let hangs = true
    await using engine = await fakeEngine((request, response) => {
      if (!hangs) saying('{"result": {}}')(request, response)
    })
    await Promise.all(Array.from({ length: 10 }, () => probe(engine, 60)))
    assert.ok(engine.requests.length <= 10)
    hangs = false
    assert.equal((await probe(engine)).ok, true)
  })

  test('an abort rejects at once with its reason', async () => {
    await using engine = await fakeEngine(() => {})
    const stop = new AbortController()
    const asked = prober.probe(engine.address, 10_000, stop.signal)
    const why = new Error('stopping')
    setTimeout(() => stop.abort(why), 30)
    await assert.rejects(asked, why)
    await assert.rejects(prober.probe(engine.address, 10_000, stop.signal), why)
  })
})
