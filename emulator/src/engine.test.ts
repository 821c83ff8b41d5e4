import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { infohashOf } from './engine/identity.ts'
import { type Engine, type EngineOptions, startEngine } from './engine.ts'
import { PACKET_BYTES } from './media/transport-stream.ts'

const CONTENT = 'a1'.repeat(20)
const OTHER_CONTENT = 'b2'.repeat(20)
/** `dl` after 80 ms instead of 8 s. */
const FAST = 100

async function anEngine(t: TestContext, options: EngineOptions = {}): Promise<Engine> {
  const engine = await startEngine({ timeScale: FAST, ...options })
  t.after(() => engine.close())
  return engine
}

interface Started {
  readonly playback_url: string
  readonly stat_url: string
  readonly command_url: string
  readonly infohash: string
  readonly playback_session_id: string
}

// biome-ignore lint/suspicious/noExplicitAny: answers are compared field by field with what engines send
type Loose = any

const json = async (url: string): Promise<Loose> => (await fetch(url)).json()
const statOf = async (started: Started): Promise<Loose> => (await json(started.stat_url)).response

async function start(engine: Engine, query: string, manifest = false): Promise<Started> {
  const path = manifest ? 'manifest.m3u8' : 'getstream'
  const answer = await json(`${engine.url}/ace/${path}?format=json&${query}`)
  assert.equal(answer.error, null)
  return answer.response
}

async function untilStatus(started: Started, status: string): Promise<Loose> {
  for (;;) {
    const stat = await statOf(started)
    if (stat.status === status) return stat
    await sleep(5)
  }
}

/** Reads a playback URL, redirect included, until it has `bytes` or ends. */
async function read(url: string, bytes: number): Promise<{ data: Buffer; response: IncomingMessage }> {
  let [response] = (await once(httpGet(url), 'response')) as [IncomingMessage]
  if (response.statusCode === 302) {
    response.destroy()
    ;[response] = (await once(httpGet(response.headers.location ?? ''), 'response')) as [IncomingMessage]
  }
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= bytes) break
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error
  }
  return { data: Buffer.concat(chunks), response }
}

test('a start answers with absolute URLs made of the request Host and the caller, spaced as Python does', async (t) => {
  const engine = await anEngine(t)
  const answer = await fetch(`${engine.url}/ace/getstream?id=${CONTENT}&format=json`)
  const token = 'f528764d624db129b32c21fbca0cb8d6' // in the vendor's own example for this caller
  const text = await answer.text()
  assert.ok(text.startsWith('{"response": {"playback_url": "http://127.0.0.1:'), text)
  assert.ok(text.endsWith(', "error": null}'), text)
  const { response } = JSON.parse(text)
  assert.equal(response.infohash, infohashOf(CONTENT))
  assert.equal(response.playback_url, `${engine.url}/ace/r/${infohashOf(CONTENT)}/${token}`)
  assert.match(response.playback_session_id, /^[0-9a-f]{40}$/)
  assert.equal(response.is_live, 1)
  assert.equal(response.client_session_id, -1)
})

test('the status goes from nothing over idle and prebuf to dl, and livepos comes last, as strings', async (t) => {
  const engine = await anEngine(t, { timeScale: 5 })
  const started = await start(engine, `id=${CONTENT}`)
  const seen: string[] = []
  let stat: Loose
  do {
    stat = await statOf(started)
    const name = stat.status ?? '{}'
    if (seen.at(-1) !== name) seen.push(name)
    assert.equal(stat.livepos !== undefined, name === 'dl')
    await sleep(4)
  } while (stat.status !== 'dl')
  assert.deepEqual(seen, ['{}', 'idle', 'prebuf', 'dl'])
  assert.equal(typeof stat.livepos.live_last, 'string')
  assert.equal(Number(stat.livepos.live_last) - Number(stat.livepos.live_first), 1800)
  assert.equal(stat.downloaded % 16384, 0)
  assert.ok(stat.peers > 0)
})

test('speeds are KiB per second and match the growth of the totals', async (t) => {
  const engine = await anEngine(t, { bitrateKbps: 8000 })
  const started = await start(engine, `id=${CONTENT}`)
  const first = await untilStatus(started, 'dl')
  const beganAt = performance.now()
  await sleep(1000)
  const second = await statOf(started)
  const grown = (second.downloaded - first.downloaded) / 1024 / ((performance.now() - beganAt) / 1000)
  assert.ok(
    Math.abs(grown - second.speed_down) < second.speed_down * 0.2,
    `${grown} KiB/s, ${second.speed_down}`,
  )
})

test('another pid on the same content replaces the session; both stat URLs tell of the new one', async (t) => {
  const engine = await anEngine(t)
  const first = await start(engine, `id=${CONTENT}&pid=one`)
  await untilStatus(first, 'dl')
  const reading = read(first.playback_url, Number.POSITIVE_INFINITY)
  await sleep(50)
  const second = await start(engine, `id=${CONTENT}&pid=two`)
  assert.notEqual(second.stat_url, first.stat_url)
  assert.ok((await reading).data.length > 0, 'the older reader is cut')
  await untilStatus(second, 'dl')
  assert.equal((await statOf(first)).playback_session_id, second.playback_session_id)
  assert.equal((await json(`${first.command_url}?method=stop`)).response, 'ok')
  assert.equal((await json(second.stat_url)).error, 'unknown playback session id')
})

test('the same pid gets the same URLs again', async (t) => {
  const engine = await anEngine(t)
  const first = await start(engine, `id=${CONTENT}&pid=one`)
  const second = await start(engine, `id=${CONTENT}&pid=one`)
  assert.equal(second.playback_url, first.playback_url)
  assert.notEqual(second.playback_session_id, first.playback_session_id)
})

test('without pid a second content stops the first, with pids both run', async (t) => {
  const engine = await anEngine(t)
  const first = await start(engine, `id=${CONTENT}`)
  await start(engine, `id=${OTHER_CONTENT}`)
  assert.equal((await json(first.stat_url)).error, 'unknown playback session id')
  const third = await start(engine, `id=${CONTENT}&pid=three`)
  await start(engine, `id=${OTHER_CONTENT}&pid=four`)
  assert.equal((await json(third.stat_url)).error, null)
})

test('an infohash given as a content id fails until that content is loaded', async (t) => {
  const engine = await anEngine(t)
  const infohash = infohashOf(CONTENT)
  const asContentId = () => json(`${engine.url}/ace/getstream?format=json&id=${infohash}`)
  assert.deepEqual(await asContentId(), { response: null, error: 'failed to load content' })
  await start(engine, `infohash=${infohash}`)
  assert.equal((await asContentId()).response.infohash, infohash)
})

test('failed starts take 4.6 s for a content id and 28 s for an infohash, in the engine time', async (t) => {
  const engine = await anEngine(t)
  const unknown = 'dead'.repeat(10)
  for (const [query, ms] of [
    [`id=${unknown}`, 46],
    ['id=not-a-hash', 46],
    [`infohash=${unknown}`, 280],
  ] as const) {
    const beganAt = performance.now()
    const answer = await fetch(`${engine.url}/ace/getstream?format=json&${query}`)
    assert.equal(answer.status, 200)
    assert.equal(((await answer.json()) as Loose).error, 'failed to load content')
    const tookMs = performance.now() - beganAt
    assert.ok(tookMs >= ms && tookMs < ms + 150, `${query}: ${tookMs} ms`)
  }
})

test('everything unknown is a 500 with the text of 45 bytes, and HEAD a 501', async (t) => {
  const engine = await anEngine(t)
  for (const path of ['/nothing', '/ace/getstream', `/ace/getstream?id=${'dead'.repeat(10)}`]) {
    const answer = await fetch(engine.url + path)
    assert.equal(answer.status, 500)
    assert.equal(answer.headers.get('content-length'), '45')
    assert.equal(await answer.text(), "Internal Server Error, couldn't find resource")
  }
  assert.equal(
    (await fetch(`${engine.url}/webui/api/service?method=get_version`, { method: 'HEAD' })).status,
    501,
  )
})

test('a request target that is no URL is answered like any unknown path', async (t) => {
  const engine = await anEngine(t)
  const socket = connect(engine.port, '127.0.0.1')
  socket.write('GET // HTTP/1.1\r\nHost: x\r\n\r\n')
  assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 500 /)
  socket.destroy()
})

test('playback redirects, is chunked MPEG-TS from byte 0, bursts and then goes on in real time', async (t) => {
  const engine = await anEngine(t)
  const started = await start(engine, `id=${CONTENT}`)
  const redirected = await fetch(started.playback_url, { redirect: 'manual' })
  assert.equal(redirected.status, 302)
  assert.match(
    redirected.headers.get('location') ?? '',
    new RegExp(`^${engine.url}/content/${started.infohash}/`),
  )
  const burst = await read(started.playback_url, 200_000)
  assert.equal(burst.response.headers['content-type'], 'video/mp2t')
  assert.equal(burst.response.headers['transfer-encoding'], 'chunked')
  for (let at = 0; at < burst.data.length; at += PACKET_BYTES) assert.equal(burst.data[at], 0x47)
  assert.equal(engine.counters().bytesServed >= burst.data.length, true)
})

test('a second reader of one MPEG-TS session gets a reply that cannot be parsed; the first goes on', async (t) => {
  const engine = await anEngine(t)
  const started = await start(engine, `id=${CONTENT}`)
  const [first] = (await once(httpGet((await redirectOf(started)) ?? ''), 'response')) as [IncomingMessage]
  await once(first, 'data')
  await assert.rejects(read(started.playback_url, 1), { code: 'HPE_INVALID_HEADER_TOKEN' })
  await once(first, 'data')
  first.destroy()
})

async function redirectOf(started: Started): Promise<string | null> {
  return (await fetch(started.playback_url, { redirect: 'manual' })).headers.get('location')
}

test('two engines send the same bytes of a content for the same moment', async (t) => {
  const engines = [await anEngine(t), await anEngine(t)]
  const captures = await Promise.all(
    engines.map(async (engine) => read((await start(engine, `id=${CONTENT}`)).playback_url, 150_000)),
  )
  const [a, b] = captures.map(({ data }) => data.subarray(0, 100_000))
  assert.ok(a && b)
  const [earlier, later] = a.indexOf(b.subarray(0, 1880)) >= 0 ? [a, b] : [b, a]
  const shift = earlier.indexOf(later.subarray(0, 1880))
  assert.ok(shift >= 0, 'one begins inside the other')
  assert.ok(earlier.subarray(shift).equals(later.subarray(0, earlier.length - shift)))
})

test('HLS lists absolute segments that slide, and a replaced player is refused with 403', async (t) => {
  const engine = await anEngine(t)
  const first = await start(engine, `id=${CONTENT}&pid=one`, true)
  const list = await (await fetch(first.playback_url)).text()
  assert.match(list, /#EXT-X-MEDIA-SEQUENCE:0\n/)
  const segments = list.split('\n').filter((line) => line.startsWith('http'))
  assert.equal(segments.length, 13)
  assert.equal(segments[0], `${engine.url}/ace/c/${first.infohash}/0.ts`)
  const media = Buffer.from(await (await fetch(segments[12] ?? '')).arrayBuffer())
  assert.equal(media.length % PACKET_BYTES, 0)
  await start(engine, `id=${CONTENT}&pid=two`, true)
  assert.equal((await fetch(first.playback_url)).status, 403)
})

test('after a stop the list is a 500 and a second stop finds no session', async (t) => {
  const engine = await anEngine(t)
  const started = await start(engine, `id=${CONTENT}&pid=one`, true)
  assert.deepEqual(await json(`${started.command_url}?method=stop`), { response: 'ok', error: null })
  assert.equal((await fetch(started.playback_url)).status, 500)
  assert.equal((await json(`${started.command_url}?method=stop`)).error, 'unknown playback session id')
})

test('a session that nobody reads or asks about ends by itself', async (t) => {
  const engine = await anEngine(t, { sessionIdleMs: 100 })
  const started = await start(engine, `id=${CONTENT}`)
  await sleep(250)
  assert.equal((await json(started.stat_url)).error, 'unknown playback session id')
})

test('versions and service answers have the shape of their version', async (t) => {
  const versions = { '3.1.70': 3017000, '3.2.11': 3021100 }
  for (const [version, code] of Object.entries(versions)) {
    const engine = await anEngine(t, { version })
    const old = version === '3.1.70'
    const expected = old
      ? `{"result": {"code": ${code}, "platform": "linux", "version": "${version}"}, "error": null}`
      : `{"result": {"platform": "linux", "version": "${version}", "code": ${code}, "websocket_port": 37293}, "error": null}`
    assert.equal(await (await fetch(`${engine.url}/webui/api/service?method=get_version`)).text(), expected)
    const status = await json(`${engine.url}/server/api?api_version=3&method=get_status`)
    assert.equal(status.result.version.version, version)
    assert.equal(status.result.playlist_loaded, true)
  }
})

test('contents can be described, and a content id found, without a session', async (t) => {
  const engine = await anEngine(t)
  const api = (query: string) => json(`${engine.url}/server/api?api_version=3&${query}`)
  const infohash = infohashOf(CONTENT)
  const { result } = await api(`method=get_media_files&content_id=${CONTENT}`)
  assert.equal(result.infohash, infohash)
  assert.equal(result.files[0].index, 0)
  const query = encodeURIComponent(`acestream:?infohash=${infohash}`)
  assert.equal((await api(`method=analyze_content&query=${query}`)).result.infohash, infohash)
  await start(engine, `id=${CONTENT}`)
  assert.equal((await api(`method=get_content_id&infohash=${infohash}`)).result.content_id, CONTENT)
  assert.deepEqual(await api(`method=get_media_files&content_id=${'dead'.repeat(10)}`), {
    error: { message: 'cannot get transport file', code: 0 },
  })
  assert.equal((await api('method=nonsense')).error.message, 'unknown method')
  assert.deepEqual(await json(`${engine.url}/server/api?method=get_status`), {
    result: null,
    error: 'access denied',
  })
})

test('the line protocol answers HELLOBG and tells the HTTP port', async (t) => {
  const engine = await anEngine(t, { apiPort: 0 })
  const socket = connect(engine.ports.api ?? 0, '127.0.0.1')
  socket.write('HELLOBG version=4\r\n')
  const [answer] = await once(socket, 'data')
  assert.match(
    String(answer),
    new RegExp(
      `^HELLOTS version=3\\.2\\.11 version_code=3021100 key=\\w+ http_port=${engine.port} bmode=0\\r\\n$`,
    ),
  )
  socket.destroy()
})

test('a taken port refuses the start and leaves none of the others open', async (t) => {
  const engine = await anEngine(t)
  const free = await anEngine(t)
  await free.close()
  await assert.rejects(startEngine({ port: engine.port, p2pPort: free.port }), { code: 'EADDRINUSE' })
  await (await startEngine({ port: free.port })).close()
})
