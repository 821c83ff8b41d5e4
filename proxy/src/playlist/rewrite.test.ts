import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rewritePlaylist } from './rewrite.ts'

const ID = '0123456789abcdef0123456789ABCDEF01234567'
const TARGET = { origin: 'http://tv:6878', key: null }
const OURS = `http://tv:6878/ace/getstream?id=${ID}`

const rewritten = (text: string, target: Parameters<typeof rewritePlaylist>[1] = TARGET) =>
  rewritePlaylist(Buffer.from(text), target).toString()

const FORMS: readonly [line: string, becomes: string][] = [
  [`acestream://${ID}`, OURS],
  [`ACESTREAM://${ID}/`, OURS],
  [`acestream:?content_id=${ID}`, `http://tv:6878/ace/getstream?content_id=${ID}`],
  [`http://127.0.0.1:6878/ace/getstream?id=${ID}`, OURS],
  [`http://box:6878/ace/manifest.m3u8?id=${ID}`, OURS],
  [
    `https://home/pool/ace/getstream?infohash=${ID}&pid=3`,
    `http://tv:6878/ace/getstream?infohash=${ID}&pid=3`,
  ],
  [`http://proxy:8000/content_id/${ID}/stream.ts`, OURS],
  [`http://proxy:8000/pid/${ID}/stream.mp4`, OURS],
  [`http://proxy:8000/infohash/${ID}`, `http://tv:6878/ace/getstream?infohash=${ID}`],
  [`acestream://${ID}|User-Agent=VLC&Referer=http://x/`, `${OURS}|User-Agent=VLC&Referer=http://x/`],
  [
    `pipe://ffmpeg -i "http://127.0.0.1:6878/ace/getstream?id=${ID}" -c copy -f mpegts pipe:1`,
    `pipe://ffmpeg -i "${OURS}" -c copy -f mpegts pipe:1`,
  ],
  [`  acestream://${ID}  `, `  ${OURS}  `],
  [`\ufeffacestream://${ID}`, `\ufeff${OURS}`],
]
for (const [line, becomes] of FORMS)
  test(`becomes the proxy’s: ${line}`, () => {
    assert.equal(rewritten(line), becomes)
    assert.equal(rewritten(becomes), becomes)
  })

const LEFT: readonly string[] = [
  '',
  `#EXTINF:-1 tvg-id="a" tvg-logo="http://x/ace/getstream?id=${ID}",acestream://${ID}`,
  `# acestream://${ID}`,
  `plugin://script.module.horus/?action=play&id=${ID}&url=acestream://${ID}`,
  `http://example.org/${ID}.m3u8`,
  `http://example.org/live.ts|Referer=http://x/ace/getstream?id=${ID}`,
  `acestream://${ID.slice(1)}`,
  `acestream://${ID}0`,
  'http://127.0.0.1:6878/ace/getstream?id=',
  `http://example.org/${'x'.repeat(2300)}`,
]
for (const line of LEFT)
  test(`stays as it is: ${line.slice(0, 60)}`, () => assert.equal(rewritten(line), line))

test('the key is added once, in place of another one', () => {
  const target = { ...TARGET, key: 'a b&c' }
  const once = rewritten(`http://x/ace/getstream?key=old&id=${ID}`, target)
  assert.equal(once, `${OURS}&key=a%20b%26c`)
  assert.equal(rewritten(once, target), once)
})

test('attributes, order, line ends and encodings stay byte for byte', () => {
  const other = fc.uint8Array({ maxLength: 80 }).map((bytes) => `#${Buffer.from(bytes).toString('latin1')}`)
  const line = fc.tuple(
    fc.oneof(
      other.map((text) => text.replace(/[\r\n]/g, '')),
      fc.constant(`acestream://${ID}`),
    ),
    fc.constantFrom('\n', '\r\n', '\r', '\n\n'),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = (address: string) =>
        lines.map(([each, end]) => (each.startsWith('#') ? each : address) + end).join('')
      const given = Buffer.from(text(`acestream://${ID}`), 'latin1')
      assert.equal(rewritePlaylist(given, TARGET).toString('latin1'), text(OURS))
    }),
  )
})

test('any bytes without an AceStream address come back unchanged', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      assert.deepEqual(rewritePlaylist(Buffer.from(bytes), TARGET), Buffer.from(bytes))
    }),
  )
})
