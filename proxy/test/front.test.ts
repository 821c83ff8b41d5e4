import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { test } from 'node:test'
import { infohashOf } from '@acestream-orchestrator/emulator/engine/identity'
import { front } from './fronted.ts'
import { play } from './played.ts'
import { startPool, until } from './pool.ts'

const ID = 'a'.repeat(40)

interface SessionBody {
  readonly infohash: string
  readonly playback_session_id: string
  readonly playback_url: string
  readonly stat_url: string
  readonly command_url: string
  readonly event_url: string
  readonly status: string
  readonly name: string
}

/** What any of the answers may hold. */
interface Body {
  readonly code: string
  readonly detail: string
  readonly error: string
  readonly response: SessionBody
  readonly result: { readonly version: { readonly version: string } | string }
}

const json = async (answer: Response): Promise<Body> => (await answer.json()) as Body

/** A player that keeps what it is sent. */
async function watch(url: string) {
  const asking = request(url, { agent: false }).end()
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  const received: Buffer[] = []
  response.on('data', (chunk: Buffer) => received.push(chunk)).on('error', () => {})
  const bytes = () => received.reduce((sum, { length }) => sum + length, 0)
  const whole = () => Buffer.concat(received).subarray(0, Math.floor(bytes() / 188) * 188)
  return { response, bytes, whole, leave: () => response.destroy() }
}

const FORMS: readonly [name: string, query: string][] = [
  ['id', `id=${ID}`],
  ['content_id, in capitals', `content_id=${ID.toUpperCase()}`],
  ['infohash', `infohash=${infohashOf(ID)}`],
  ['magnet', `magnet=${encodeURIComponent(`magnet:?xt=urn:btih:${infohashOf(ID)}&dn=x`)}`],
  ['a pid beside it', `id=${ID}&pid=7`],
]
for (const [name, query] of FORMS)
  test(`getstream plays by ${name}`, async () => {
    await using pool = await startPool(1)
    await using proxy = await front(pool)
    const player = await watch(`${proxy.url}/ace/getstream?${query}`)
    assert.equal(player.response.statusCode, 200)
    assert.equal(player.response.headers['content-type'], 'video/mp2t')
    assert.equal(player.response.headers['access-control-allow-origin'], '*')
    await until(() => player.bytes() > 200_000)
    const { jumps, backwards } = play(player.whole())
    assert.deepEqual([jumps, backwards], [0, 0])
    player.leave()
    await until(() => pool.sessions() === 0)
  })

test('HEAD answers the type at once and starts nothing', async () => {
  await using pool = await startPool(1)
  await using proxy = await front(pool)
  const head = await proxy.ask(`/ace/getstream?id=${ID}`, 'HEAD')
  assert.deepEqual([head.status, head.headers.get('content-type')], [200, 'video/mp2t'])
  assert.equal(pool.engines[0]?.counters().starts, 0)
})

const REFUSED: readonly [query: string, code: string, detail: RegExp][] = [
  ['', 'selector_missing', /content_id, id, infohash, url or magnet/],
  ['id=', 'selector_missing', /./],
  [`id=${'a'.repeat(39)}`, 'selector_invalid', /^id: 39 of 40 characters$/],
  [`infohash=${'a'.repeat(39)}g`, 'selector_invalid', /^infohash: character 40 is no hexadecimal digit$/],
  ['magnet=magnet:?xt=urn:sha1:x', 'selector_invalid', /^magnet: not of the form/],
  ['url=file:///etc/passwd', 'selector_invalid', /^url: not http or https$/],
  ['url=nonsense', 'selector_invalid', /^url: not an absolute URL$/],
  ['url=http://127.0.0.1:8000/x', 'selector_invalid', /127.0.0.1 is a private or loopback address/],
  ['url=http://[::ffff:10.0.0.1]/x', 'selector_invalid', /private or loopback/],
  ['url=http://localhost/x', 'selector_invalid', /localhost is a private or loopback address/],
]
for (const [query, code, detail] of REFUSED)
  test(`getstream?${query} is refused with the rule`, async () => {
    await using pool = await startPool(1)
    await using proxy = await front(pool)
    const answer = await proxy.ask(`/ace/getstream?${query}`)
    const body = await json(answer)
    assert.equal(answer.status, 422)
    assert.equal(body.code, code)
    assert.match(body.detail, detail)
    assert.equal(pool.engines[0]?.counters().starts, 0)
  })

test('what can’t be played is told with a code, and when to come back', async () => {
  await using pool = await startPool(1)
  await using proxy = await front(pool)
  pool.engines[0]?.fault({ channel: 'dead' }, ID)
  const dead = await proxy.ask(`/ace/getstream?id=${ID}`)
  assert.deepEqual([dead.status, (await json(dead)).code], [504, 'no_peers'])
  const player = await watch(`${proxy.url}/ace/getstream?id=${'b'.repeat(40)}`)
  const full = await proxy.ask(`/ace/getstream?id=${'c'.repeat(40)}&format=json`)
  const body = await json(full)
  assert.deepEqual([full.status, body.code, body.response], [503, 'no_engine', null])
  assert.match(body.error, /all engines are in use/)
  assert.ok(Number(full.headers.get('retry-after')) > 0)
  player.leave()
})

test('above the maximum of viewers one more is told so, and the others go on', async () => {
  await using pool = await startPool(1)
  await using proxy = await front(pool, { mostViewers: 1 })
  const player = await watch(`${proxy.url}/ace/getstream?id=${ID}`)
  const more = await proxy.ask(`/ace/getstream?id=${ID}`)
  assert.deepEqual([more.status, (await json(more)).code], [503, 'viewers_maximum_reached'])
  const before = player.bytes()
  await until(() => player.bytes() > before)
  player.leave()
})

test('format=json: the engine’s shape, with URLs of ours that play, tell and stop', async () => {
  await using pool = await startPool(1)
  await using proxy = await front(pool)
  const { response, error } = await json(
    await proxy.ask(`/ace/getstream?id=${ID}&format=json&use_api_events=1`),
  )
  assert.equal(error, null)
  assert.equal(response.infohash, infohashOf(ID))
  for (const name of ['playback_url', 'stat_url', 'command_url', 'event_url'] as const)
    assert.ok(response[name].startsWith(`${proxy.url}/ace/`), response[name])
  const player = await watch(response.playback_url)
  await until(() => player.bytes() > 100_000)
  const stat = (await json(await proxy.ask(response.stat_url))).response
  assert.deepEqual([stat.status, stat.playback_session_id], ['dl', response.playback_session_id])
  const event = proxy.ask(response.event_url)
  const stopped = await json(await proxy.ask(`${response.command_url}?method=stop`))
  assert.deepEqual(stopped, { response: 'ok', error: null })
  await until(() => pool.sessions() === 0)
  assert.equal((await json(await event)).response.name, 'download_stopped')
  for (const url of [response.stat_url, response.command_url])
    assert.equal((await json(await proxy.ask(url))).error, 'unknown playback session id')
})

test('two clients of one content: the stop of one does not end the other', async () => {
  await using pool = await startPool(1)
  await using proxy = await front(pool)
  const open = async () => (await json(await proxy.ask(`/ace/getstream?id=${ID}&format=json`))).response
  const [one, two] = [await open(), await open()]
  const player = await watch(two.playback_url)
  await proxy.ask(`${one.command_url}?method=stop`)
  const before = player.bytes()
  await until(() => player.bytes() > before + 100_000)
  assert.equal(pool.engines[0]?.counters().starts, 1)
  player.leave()
})

test('a start with format=json that nobody follows up is let go', async () => {
  await using pool = await startPool(1)
  await using proxy = await front(pool, { ticketIdleMs: 200 })
  await json(await proxy.ask(`/ace/getstream?id=${ID}&format=json`))
  assert.equal(pool.sessions(), 1)
  await until(() => pool.sessions() === 0)
})

test('health checks of engines find what they look for', async () => {
  await using pool = await startPool(0)
  await using proxy = await front(pool)
  const version = await (await proxy.ask('/webui/api/service?method=get_version')).text()
  assert.match(version, /"error": null/)
  assert.equal(JSON.parse(version).result.version, '3.2.11')
  const status = async (query: string) => json(await proxy.ask(`/server/api?${query}method=get_status`))
  assert.ok((await status('api_version=3&')).result)
  assert.equal((await status('')).error, null)
  assert.equal((await proxy.ask('/nothing')).status, 404)
  assert.equal((await proxy.ask('/ace/getstream', 'POST')).status, 405)
})

test('a probe of a player finds its session kept', async () => {
  await using pool = await startPool(1)
  await using proxy = await front(pool)
  const url = `${proxy.url}/ace/getstream?id=${ID}`
  const probe = await watch(url)
  await until(() => probe.bytes() > 100_000)
  probe.leave()
  await new Promise((done) => setTimeout(done, 150))
  const player = await watch(url)
  await until(() => player.bytes() > 100_000)
  assert.equal(pool.engines[0]?.counters().starts, 1)
  player.leave()
})

test('with a key, nothing is started without it, and URLs that a start gave need none', async () => {
  await using pool = await startPool(1)
  await using proxy = await front(pool, { playbackKey: 'let me in' })
  for (const [query, code] of [
    ['', 'playback_key_missing'],
    ['&key=guess', 'playback_key_wrong'],
  ])
    for (const method of ['GET', 'HEAD']) {
      const refused = await proxy.ask(`/ace/getstream?id=${ID}${query}`, method)
      assert.equal(refused.status, 401)
      if (method === 'GET') assert.equal((await json(refused)).code, code)
    }
  assert.equal(pool.engines[0]?.counters().starts, 0)
  const start = await json(await proxy.ask(`/ace/getstream?id=${ID}&format=json&key=let%20me%20in`))
  assert.doesNotMatch(JSON.stringify(start), /let/)
  const player = await watch(start.response.playback_url)
  await until(() => player.bytes() > 100_000)
  player.leave()
})

test('a stream has a maximum of its own', async () => {
  await using pool = await startPool(2)
  await using proxy = await front(pool, { mostViewersPerStream: 1 })
  const first = await watch(`${proxy.url}/ace/getstream?id=${ID}&user=me`)
  await until(() => first.bytes() > 0)
  const refused = await proxy.ask(`/ace/getstream?id=${ID}`)
  assert.deepEqual([refused.status, (await json(refused)).code], [503, 'stream_viewers_maximum_reached'])
  const other = await watch(`${proxy.url}/ace/getstream?id=${'b'.repeat(40)}`)
  await until(() => other.bytes() > 0)
  assert.deepEqual(
    proxy.audience.list().map(({ label, address }) => [label, address]),
    [
      ['me', '127.0.0.1'],
      [null, '127.0.0.1'],
    ],
  )
  assert.ok(proxy.audience.close(proxy.audience.list()[0]?.id ?? ''))
  await until(() => proxy.audience.count() === 1)
  other.leave()
  await until(() => proxy.audience.count() === 0)
  const metrics = await (await proxy.ask('/metrics')).text()
  assert.match(metrics, /^orch_proxy_refused_total\{reason="stream_viewers_maximum_reached"\} 1$/m)
  assert.match(metrics, /^orch_proxy_first_byte_seconds_count 2$/m)
})
