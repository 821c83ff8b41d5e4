import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aStart, trackerBench } from '@acestream-orchestrator/testing/fakes/streams'
import type { Sample } from '../../history/sample.ts'
import { DomainError } from '../../lib/errors.ts'
import { silentLogger } from '../../lib/log.ts'
import { createStreamHistory, MOST_POINTS } from './stream-history.ts'

function aSample(atMs: number, change: Partial<Sample> = {}): Sample {
  return {
    atMs,
    peers: 4,
    speedDown: 100,
    speedUp: 10,
    downloaded: atMs,
    uploaded: 0,
    status: 'dl',
    ...change,
  }
}

/** Statistics of one stream that began at 0, with what memory and the store hold of it. */
async function statsBench(held: readonly number[], stored: readonly number[] | 'down') {
  const { tracker, clock } = trackerBench()
  const stream = await tracker.started(aStart())
  const { startedAtMs } = stream
  await clock.advance(1_000_000)
  const asked: number[][] = []
  const { samples } = createStreamHistory({
    clock,
    logger: silentLogger,
    recent: { read: () => held.map((atMs) => aSample(startedAtMs + atMs)) },
    samples: {
      history: async (_id: string, sinceMs: number, untilMs: number, limit: number) => {
        asked.push([sinceMs - startedAtMs, untilMs - startedAtMs, limit])
        if (stored === 'down') throw new DomainError('store_unavailable', 'reading samples: the disk is full')
        return stored.map((atMs) => aSample(startedAtMs + atMs)).filter(({ atMs }) => atMs >= sinceMs)
      },
    },
  })
  const read = async (since: number | null) =>
    (await samples(stream, since === null ? null : startedAtMs + since)).map(({ atMs }) => atMs - startedAtMs)
  return { read, asked }
}

describe('the statistics of a stream', () => {
  test('come from memory alone where it reaches back far enough', async () => {
    const { read, asked } = await statsBench([500, 600, 700], [100])
    assert.deepEqual(await read(600), [600, 700])
    assert.deepEqual(asked, [])
  })

  test('come from the store, with what it has not got yet from memory behind it', async () => {
    const { read, asked } = await statsBench([500, 600, 700], [100, 300, 500, 600])
    assert.deepEqual(await read(200), [300, 500, 600, 700])
    assert.deepEqual(asked, [[200, 1_000_001, MOST_POINTS]])
  })

  test('begin with the stream when no start is given', async () => {
    const { read, asked } = await statsBench([], [100, 200])
    assert.deepEqual(await read(null), [100, 200])
    assert.equal(asked[0]?.[0], 0)
  })

  test('come from memory while the store is down', async () => {
    const { read } = await statsBench([500, 600], 'down')
    assert.deepEqual(await read(0), [500, 600])
  })

  test('are never more than the most points', async () => {
    const many = Array.from({ length: 5000 }, (_, n) => n * 200)
    const { read } = await statsBench(many, [])
    assert.ok((await read(1)).length <= MOST_POINTS)
  })
})
