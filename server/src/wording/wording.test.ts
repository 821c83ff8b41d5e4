import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messageOf } from './events/message.ts'

const STREAMS: readonly (readonly [why: string, stored: string, name: string])[] = [
  ['a title', 'Final', '"Final"'],
  ['a title that an earlier version stored with quotation marks', '"Final"', '"Final"'],
  ['a title over two lines, stored with quotation marks', '"Semi\nFinal"', '"Semi\nFinal"'],
  ['a title that begins with a quotation', '"Derby" live', `"'Derby' live"`],
  ['the same, stored with quotation marks', '""Derby" live"', `"'Derby' live"`],
  ['a title with a single quotation mark', '"Derby', `"'Derby"`],
  ['a key cut short', '4444abcd…', '"4444abcd…"'],
]

const STARTED = {
  code: 'stream.started',
  engine: 'acestream-2',
  keyType: 'infohash',
  key: '4444abcdef',
  isLive: true,
  source: 'event',
  warning: null,
} as const

for (const [why, stored, name] of STREAMS)
  test(`quotation marks of a stream: ${why}`, () => {
    assert.equal(messageOf({ ...STARTED, stream: stored }), `${name} started on acestream-2`)
  })
