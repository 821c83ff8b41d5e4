import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endedEvent } from './narration.ts'
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

const ENDINGS: readonly (readonly [Ending['reason'], string | null, string])[] = [
  ['reported', 'handler_exit', 'its reporter said so (handler_exit)'],
  ['engine_removed', null, 'its engine was removed'],
  ['session_unknown', 'its engine no longer knows the session (asked 2 times)', ''],
  ['lost', 'no sign of life for 120 s while its engine answers: timeout', ''],
]

for (const [reason, detail, words] of ENDINGS) {
  test(`the end of a stream (${reason}) is told once, with its detail`, () => {
    const { message } = endedEvent(withEnd(STREAM, { reason, detail, replacedBy: null }, 1000))
    assert.equal(message, `key on acestream-1 ended: ${words || detail}`)
  })
}
