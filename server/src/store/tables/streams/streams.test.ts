import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { eventually, temporaryDatabase } from '@acestream-orchestrator/testing/machine/temporary'
import type { StreamQuery } from '../../../streams/ports.ts'
import type { Stream } from '../../../streams/stream.ts'
import { createContentStore } from './contents.ts'
import { createStreamStore } from './streams.ts'

test('a stream comes back in every field as it was put last', async (t) => {
  const streams = createStreamStore(await temporaryDatabase(t))
  await streams.put(aStream('s', { isLive: false, labels: {}, peers: null }))
  const full = aStream('s', {
    endedAtMs: 90,
    endReason: 'replaced',
    endDetail: verbatim('handler_exit'),
    replacedBy: { id: 'ours', reportedId: 'other' },
    phase: 'ended',
    phaseReason: { code: 'no_data', forMs: 20_000, peers: 0, status: null },
    progress: 99.5,
    labels: { stream_id: "it's", emoji: '📺' },
    totals: {
      samples: 3,
      sumSpeedDown: 10.5,
      sumSpeedUp: 0,
      peakSpeedDown: 9,
      peakSpeedUp: null,
      peakPeers: 4,
    },
  })
  assert.deepEqual(await streams.put(full), { stored: true })
  assert.deepEqual(await streams.get('s'), full)
  assert.equal(await streams.get('unknown'), undefined)
})

test('an id may be a whole magnet link', async (t) => {
  const streams = createStreamStore(await temporaryDatabase(t))
  const id = `magnet:?xt=urn:btih:${'x'.repeat(4_000)}|session`
  await streams.put(aStream(id))
  assert.equal((await streams.get(id))?.id, id)
})

test('streams are found by what the query names, newest first', async (t) => {
  const streams = createStreamStore(await temporaryDatabase(t))
  const all: readonly Stream[] = [
    aStream('old', { startedAtMs: 1, endedAtMs: 10 }),
    aStream('ended', { startedAtMs: 2, endedAtMs: 20, engineId: 'e2' }),
    aStream('running', { startedAtMs: 3 }),
    aStream('other', { startedAtMs: 4, engineId: 'e2' }),
  ]
  for (const stream of all) await streams.put(stream)
  const cases: readonly (readonly [StreamQuery, readonly string[]])[] = [
    [{ limit: 10 }, ['other', 'running', 'ended', 'old']],
    [{ limit: 1 }, ['other']],
    [{ status: 'started', limit: 10 }, ['other', 'running']],
    [{ status: 'ended', limit: 10 }, ['ended', 'old']],
    [{ engineId: 'e2', limit: 10 }, ['other', 'ended']],
    [{ engineId: 'e2', status: 'ended', limit: 10 }, ['ended']],
    [{ endedSinceMs: 20, limit: 10 }, ['other', 'running', 'ended']],
    [{ before: { id: 'running', startedAtMs: 3 }, limit: 10 }, ['ended', 'old']],
    [{ before: { id: 'ended', startedAtMs: 3 }, limit: 10 }, ['ended', 'old']],
    [{ before: { id: 'other', startedAtMs: 3 }, limit: 10 }, ['running', 'ended', 'old']],
    [{ before: { id: 'gone', startedAtMs: 3 }, limit: 10 }, ['ended', 'old']],
  ]
  for (const [query, ids] of cases)
    assert.deepEqual(
      (await streams.query(query)).map(({ id }) => id),
      ids,
      JSON.stringify(query),
    )
  assert.deepEqual(
    (await streams.load(20)).map(({ id }) => id),
    ['ended', 'running', 'other'],
  )
})

test('contents sum up their plays, and follow when a stream changes', async (t) => {
  const database = await temporaryDatabase(t)
  const streams = createStreamStore(database)
  const contents = createContentStore(database)
  const play = (
    id: string,
    key: string,
    startedAtMs: number,
    speed: number | null,
    firstDataAfterMs: number | null,
  ) =>
    streams.put(
      aStream(id, {
        key,
        startedAtMs,
        title: id === 'a1' ? 'Channel A' : null,
        firstDataAtMs: firstDataAfterMs === null ? null : startedAtMs + firstDataAfterMs,
        totals: {
          samples: speed === null ? 0 : 2,
          sumSpeedDown: (speed ?? 0) * 2,
          sumSpeedUp: 0,
          peakSpeedDown: null,
          peakSpeedUp: null,
          peakPeers: speed === null ? null : speed / 10,
        },
      }),
    )
  await play('a1', 'A', 1_000, 100, 500)
  await play('a2', 'A', 2_000, 300, 700)
  await play('a3', 'A', 3_000, null, null)
  await play('b1', 'B', 9_000, 900, 100)
  await play('c1', 'C', 4_000, null, null)

  const list = (order: 'last_played' | 'plays' | 'speed' | 'time_to_first_data') =>
    contents.contents({ order, limit: 10 }).then((all) => all.map(({ key }) => key))
  assert.deepEqual(await list('last_played'), ['B', 'C', 'A'])
  assert.deepEqual(await list('plays'), ['A', 'B', 'C'])
  assert.deepEqual(await list('speed'), ['B', 'A', 'C'])
  assert.deepEqual(await list('time_to_first_data'), ['B', 'A', 'C'])
  assert.deepEqual(await contents.contents({ key: 'A', order: 'plays', limit: 1 }), [
    {
      keyType: 'infohash',
      key: 'A',
      title: 'Channel A',
      plays: 3,
      medianSpeedDown: 200,
      bestPeers: 30,
      medianTimeToFirstDataMs: 600,
      lastSuccessAtMs: 2_700,
      lastPlayedAtMs: 3_000,
    },
  ])
  await play('a3', 'A', 3_000, 500, 900)
  await eventually(async () => {
    const [a] = await contents.contents({ key: 'A', order: 'plays', limit: 1 })
    return a?.medianSpeedDown === 300 && a.medianTimeToFirstDataMs === 700 && a.plays === 3
  })
})
