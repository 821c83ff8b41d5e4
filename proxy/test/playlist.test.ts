import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { front } from './fronted.ts'
import { startPool } from './pool.ts'

const ID = 'a'.repeat(40)
const MIB = 1024 * 1024

interface Body {
  readonly code: string
  readonly detail: string
}

const post = (url: string, body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${url}/playlist`, { method: 'POST', body, headers })

test('a playlist comes back with its AceStream lines leading here, and they play', async () => {
  await using pool = await startPool(1)
  await using proxy = await front(pool)
  const answer = await post(proxy.url, `#EXTM3U\r\n#EXTINF:-1,One\r\nacestream://${ID}\r\n`)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'audio/x-mpegurl')
  const address = `${proxy.url}/ace/getstream?id=${ID}`
  assert.equal(await answer.text(), `#EXTM3U\r\n#EXTINF:-1,One\r\n${address}\r\n`)
  const media = await fetch(address)
  assert.equal(media.headers.get('content-type'), 'video/mp2t')
  await media.body?.cancel()
})

test('every part of a long playlist is rewritten', async () => {
  await using pool = await startPool(0)
  await using proxy = await front(pool)
  const lines = (address: string) => `#EXTINF:-1,${'é'.repeat(400)}\n${address}\n`.repeat(4000)
  const answer = await post(proxy.url, lines(`acestream://${ID}`))
  assert.ok((await answer.text()) === lines(`${proxy.url}/ace/getstream?id=${ID}`))
})

test('with a playback key, a playlist needs it and its lines get it', async () => {
  await using pool = await startPool(0)
  await using proxy = await front(pool, { playbackKey: 'k1' })
  const refused = await post(proxy.url, `acestream://${ID}`)
  assert.equal(refused.status, 401)
  assert.equal(((await refused.json()) as Body).code, 'playback_key_missing')
  const answer = await fetch(`${proxy.url}/playlist?key=k1`, { method: 'POST', body: `acestream://${ID}` })
  assert.equal(await answer.text(), `${proxy.url}/ace/getstream?id=${ID}&key=k1`)
})

const REFUSED: readonly [
  what: string,
  body: Buffer<ArrayBuffer>,
  headers: Record<string, string>,
  status: number,
  code: string,
][] = [
  ['empty', Buffer.alloc(0), {}, 422, 'playlist_empty'],
  ['compressed', Buffer.from('x'), { 'content-encoding': 'gzip' }, 415, 'playlist_encoded'],
  ['larger than 10 MiB', Buffer.alloc(10 * MIB + 1, '#'), {}, 413, 'playlist_too_large'],
]
for (const [what, body, headers, status, code] of REFUSED)
  test(`a playlist that is ${what} is refused`, async () => {
    await using pool = await startPool(0)
    await using proxy = await front(pool)
    const answer = await post(proxy.url, body, headers)
    assert.equal(answer.status, status)
    assert.equal(((await answer.json()) as Body).code, code)
  })

test('a fifth playlist at a time is refused, until a caller leaves', async () => {
  await using pool = await startPool(0)
  await using proxy = await front(pool)
  const { port, hostname } = new URL(proxy.url)
  const head = `POST /playlist HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: 9\r\n\r\n`
  const slow = [1, 2, 3, 4].map(() => connect(Number(port), hostname).on('error', () => {}))
  for (const socket of slow) socket.write(head)
  const answered = async (status: number) => {
    const deadline = performance.now() + 5000
    while ((await post(proxy.url, '#EXTM3U')).status !== status)
      assert.ok(performance.now() < deadline, `no ${status} within 5 s`)
  }
  await answered(503)
  for (const socket of slow) socket.destroy()
  await answered(200)
})
