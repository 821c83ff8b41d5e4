import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readStream } from '../../../fleet/reading/readers.ts'
import { en } from '../../../i18n/en/en.ts'
import { endReasonWord, endTone, listStreams } from './stream-list.ts'

const streams = [
  { id: 'a', title: 'News', key: 'k1', status: 'started', started_at: '2026-01-01T10:00:00Z' },
  {
    id: 'b',
    key: 'k2',
    status: 'started',
    started_at: '2026-01-01T11:00:00Z',
    container_name: 'acestream-7',
  },
  {
    id: 'c',
    key: 'k3',
    status: 'ended',
    started_at: '2026-01-01T09:00:00Z',
    ended_at: '2026-01-01T09:30:00Z',
  },
].flatMap((raw) => readStream(raw) ?? [])

const ids = (status: 'started' | 'ended', filter = '') =>
  listStreams(streams, status, filter).map(({ id }) => id)

test('running streams come newest first, ended ones apart', () => {
  assert.deepEqual(ids('started'), ['b', 'a'])
  assert.deepEqual(ids('ended'), ['c'])
})

test('a stream is found by title, key or engine', () => {
  assert.deepEqual(ids('started', 'news'), ['a'])
  assert.deepEqual(ids('started', 'K2'), ['b'])
  assert.deepEqual(ids('started', 'acestream-7'), ['b'])
})

test('an end reason that the catalogue does not know is shown as it came', () => {
  assert.equal(endReasonWord('lost', { lost: 'No sign of life' }), 'No sign of life')
  assert.equal(endReasonWord('player_left', {}), 'player left')
  assert.equal(endReasonWord(null, {}), null)
})

test('red where something broke, amber where it is in doubt, neutral where it was wanted or is not known', () => {
  const tones = Object.fromEntries(
    Object.keys(en.stream.endReason).map((reason) => [reason, endTone(reason)]),
  )
  assert.deepEqual(tones, {
    reported: 'idle',
    stopped: 'idle',
    replaced: 'idle',
    engine_gone: 'bad',
    engine_removed: 'warn',
    engine_unhealthy: 'bad',
    vpn_lost: 'bad',
    session_unknown: 'warn',
    lost: 'warn',
    abandoned: 'warn',
  })
  assert.equal(endTone(null), 'idle')
  assert.equal(endTone('eaten_by_a_grue'), 'idle')
})
