import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Channel } from '../playback/channel.ts'
import { createAudience, readable } from './audience.ts'

const WHO = { address: '10.0.0.7', agent: 'VLC', label: null }
const [news, sport] = [{}, {}] as [Channel, Channel]

test('everybody is counted by channel, and what those who left were sent stays counted', () => {
  const audience = createAudience(() => 42)
  const leave = audience.join(
    WHO,
    news,
    () => 100,
    () => {},
  )
  audience.join(
    WHO,
    sport,
    () => 30,
    () => {},
  )
  assert.deepEqual([audience.count(), audience.count(news), audience.sentBytes()], [2, 1, 130])
  leave()
  leave()
  assert.deepEqual([audience.count(), audience.count(news), audience.sentBytes()], [1, 0, 130])
  assert.deepEqual(
    audience.list().map(({ channel, sinceMs, address }) => [channel === sport, sinceMs, address]),
    [[true, 42, '10.0.0.7']],
  )
})

test('one of them is closed by its id', () => {
  const audience = createAudience(() => 0)
  let closed = 0
  audience.join(
    WHO,
    news,
    () => 0,
    () => {
      closed++
    },
  )
  const [watcher] = audience.list()
  assert.equal(audience.close(watcher?.id ?? ''), true)
  assert.equal(audience.close('0'.repeat(16)), false)
  assert.equal(closed, 1)
})

test('what a player calls itself is made fit to be shown', () => {
  assert.equal(readable(' VLC\u001b[31m\n3 '), 'VLC [31m 3')
  assert.equal(readable('x'.repeat(1000)).length, 200)
})
