import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { endedEvent, nameOf } from './events.ts'
import { type Ending, newStream, withEnd } from './stream.ts'

const STREAM = newStream(
  {
    id: '00',
    reportedId: 'key|session',
    keyType: 'infohash',
    key: 'key',
    engineId: 'engine',
    engineName: 'acestream-1',
    sessionId: 'session',
    statPath: '/ace/stat/aa/bb',
    commandPath: '/ace/cmd/aa/bb',
    isLive: true,
    labels: {},
    source: 'event',
  },
  0,
)

const ENDINGS: readonly (readonly [Ending['reason'], Reason | null])[] = [
  ['reported', verbatim('handler_exit')],
  ['engine_removed', null],
  ['session_unknown', { code: 'session_unknown', asked: 2 }],
  ['lost', { code: 'silent', forMs: 120_000, reason: verbatim('timeout') }],
]

for (const [reason, detail] of ENDINGS) {
  test(`the end of a stream (${reason}) has its reason and its detail`, () => {
    const { event, links } = endedEvent(withEnd(STREAM, { reason, detail, replacedBy: null }, 1000))
    assert.deepEqual(event, {
      code: 'stream.ended',
      stream: 'key',
      engine: 'acestream-1',
      reason,
      detail,
      replacedBy: null,
      durationS: 1,
      timeToFirstDataMs: null,
      downloaded: null,
      uploaded: null,
      avgSpeedDown: null,
      avgSpeedUp: null,
      peakSpeedDown: null,
      peakSpeedUp: null,
      peakPeers: null,
    })
    assert.deepEqual(links, { engineId: 'engine', streamId: 'key|session', streamShortId: '00' })
  })
}

const KEY = '4444abcdef4444abcdef4444abcdef4444abcdef'
const NAMES: readonly (readonly [string, Parameters<typeof nameOf>[0], string])[] = [
  ['a title, without quotes', { ...STREAM, title: 'Final', key: KEY }, 'Final'],
  ['an infohash, cut short', { ...STREAM, key: KEY }, '4444abcd…'],
  ['a content id, cut short', { ...STREAM, keyType: 'content_id', key: KEY }, '4444abcd…'],
  ['a short key as it is', { ...STREAM, key: 'channel7' }, 'channel7'],
  [
    'more of an address, whose beginning says nothing',
    { ...STREAM, keyType: 'magnet', key: `magnet:?xt=urn:btih:${KEY}` },
    'magnet:?xt=urn:btih:4444abcdef4444abcdef…',
  ],
]
for (const [title, stream, name] of NAMES)
  test(`a stream is called by ${title}`, () => assert.equal(nameOf(stream), name))
