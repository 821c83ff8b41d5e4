import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressOf, playlistOf, reachOf, readContentId, streamUrl } from './player-links.ts'

const ID = 'a'.repeat(40)
const front = (host: string, public_url: string | null = null) => ({
  host,
  port: 6878,
  public_url,
  needs_key: false,
})

test('a content id is taken as people paste it', () => {
  for (const typed of [ID, ` ${ID}\n`, `acestream://${ID}`, ID.toUpperCase()])
    assert.deepEqual(readContentId(typed), { kind: 'id', id: ID })
  assert.equal(readContentId('  '), null)
  assert.deepEqual(readContentId(ID.slice(1)), { kind: 'wrong', length: 39, isHex: true })
  assert.deepEqual(readContentId(`${ID.slice(1)}z`), { kind: 'wrong', length: 40, isHex: false })
})

const PLACES: readonly [
  name: string,
  host: string,
  publicUrl: string | null,
  server: string,
  address: string,
  reach: string,
][] = [
  ['all addresses', '0.0.0.0', null, 'http://tv.lan:8000', 'http://tv.lan:6878', 'network'],
  ['a panel behind TLS', '::', null, 'https://tv.lan', 'http://tv.lan:6878', 'network'],
  ['this machine alone', '127.0.0.1', null, 'http://tv.lan:8000', 'http://127.0.0.1:6878', 'loopback'],
  ['IPv6 loopback', '::1', null, 'http://tv.lan:8000', 'http://127.0.0.1:6878', 'loopback'],
  ['opened locally', '0.0.0.0', null, 'http://localhost:8000', 'http://localhost:6878', 'opened-locally'],
  ['a public address', '127.0.0.1', 'https://tv.example/a/', 'http://x', 'https://tv.example/a', 'network'],
  ['IPv6', '::', null, 'http://[fd00::5]:8000', 'http://[fd00::5]:6878', 'network'],
]

for (const [name, host, publicUrl, server, address, reach] of PLACES)
  test(`where players find the proxy: ${name}`, () => {
    const one = front(host, publicUrl)
    assert.equal(addressOf(one, server), address)
    assert.equal(reachOf(one, address), reach)
  })

test('the key is part of a link only where one was given', () => {
  assert.equal(streamUrl('http://h:6878', ID, ''), `http://h:6878/ace/getstream?id=${ID}`)
  assert.equal(streamUrl('http://h:6878', ID, 'a&b'), `http://h:6878/ace/getstream?id=${ID}&key=a%26b`)
  assert.equal(playlistOf('http://h', 'News'), '#EXTM3U\n#EXTINF:-1,News\nhttp://h\n')
})
