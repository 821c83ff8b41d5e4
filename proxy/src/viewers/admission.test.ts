import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Channel } from '../playback/channel.ts'
import { createAdmission } from './admission.ts'

const OPEN = { playbackKey: null, mostViewers: 3, mostViewersPerStream: 2 }
const CHANNEL = {} as Channel

/** Two on the channel of three in all. */
const full = { count: (channel?: Channel) => (channel === undefined ? 3 : 2) }
const empty = { count: () => 0 }

const KEYS: readonly [query: string, code: string | undefined][] = [
  ['', 'playback_key_missing'],
  ['key=', 'playback_key_wrong'],
  ['key=secre', 'playback_key_wrong'],
  ['key=secret1', 'playback_key_wrong'],
  ['id=x&key=secret', undefined],
]
for (const [query, code] of KEYS)
  test(`with a key, "${query}" is ${code ?? 'let in'}`, () => {
    const admission = createAdmission({ ...OPEN, playbackKey: 'secret' }, empty)
    assert.equal(admission.whyNoKey(new URLSearchParams(query))?.code, code)
  })

test('without a key everybody is let in', () => {
  assert.equal(createAdmission(OPEN, full).whyNoKey(new URLSearchParams()), null)
})

test('there are only so many places, on a stream and in all', () => {
  const [some, none] = [createAdmission(OPEN, empty), createAdmission(OPEN, full)]
  assert.deepEqual([some.whyFull(), some.whyFullOn(CHANNEL)], [null, null])
  assert.deepEqual(none.whyFull(), { code: 'viewers_maximum_reached', most: 3 })
  assert.deepEqual(none.whyFullOn(CHANNEL), { code: 'stream_viewers_maximum_reached', most: 2 })
})
