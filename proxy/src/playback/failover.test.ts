import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import { createFailover } from './failover.ts'
import { MOST_FAILOVERS } from './failover-budget.ts'

const STALLED: PlaybackReason = { code: 'stalled', afterS: 8 }
const CUT: PlaybackReason = { code: 'closed_by_engine' }
const FULL: PlaybackReason = { code: 'no_engine', text: 'all are in use' }
const NO_DATA: PlaybackReason = { code: 'no_data', afterS: 20 }
const LOST = { lease: { engineId: 'e1', address: { host: 'h', port: 1 } }, close: async () => {} }

/** A channel on e1, and how searches for another engine end, in order; null: it delivers. */
function bench(outcomes: readonly (PlaybackReason | null)[] = []) {
  const happened: string[] = []
  const searches: PromiseWithResolvers<PlaybackReason | null>[] = []
  let isIdle = false
  let nowMs = 0
  const failover = createFailover({
    feeds: {
      inUse: () => (isIdle ? null : LOST),
      drop: async () => {
        isIdle = true
        happened.push('dropped')
      },
    },
    search: (exclude, signal) => {
      happened.push(`search without ${[...exclude].join() || 'any'}`)
      const search = Promise.withResolvers<PlaybackReason | null>()
      const outcome = outcomes[searches.push(search) - 1]
      if (outcome !== undefined) search.resolve(outcome)
      signal.addEventListener('abort', () => search.reject(signal.reason))
      return search.promise
    },
    life: new AbortController().signal,
    now: () => nowMs,
    onBegin: ({ code }) => happened.push(`begin ${code}`),
    onFailed: ({ code }) => happened.push(`failed ${code}`),
  })
  return {
    failover,
    happened,
    searches,
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}

test('a silent engine is kept until another one delivers, one that is gone is not', async () => {
  const silent = bench([null])
  silent.failover.lost(LOST, STALLED, true)
  await settled()
  assert.deepEqual(silent.happened, ['begin stalled', 'search without e1'])
  const gone = bench([null])
  gone.failover.lost(LOST, CUT, false)
  await settled()
  assert.deepEqual(gone.happened, ['dropped', 'begin closed_by_engine', 'search without e1'])
})

test('without another engine the same one is tried with a new session', async () => {
  const { failover, happened } = bench([FULL, null])
  failover.lost(LOST, STALLED, true)
  await settled()
  assert.deepEqual(happened, ['begin stalled', 'search without e1', 'dropped', 'search without any'])
})

test('the reason of the end is why the new engine failed, or why the old one that was kept was given up', async () => {
  const gone = bench([NO_DATA])
  gone.failover.lost(LOST, CUT, false)
  const silent = bench([NO_DATA])
  silent.failover.lost(LOST, STALLED, true)
  await settled()
  assert.deepEqual([gone.happened.at(-1), silent.happened.at(-1)], ['failed no_data', 'failed stalled'])
})

test('one move at a time: what is lost meanwhile is dropped, and the search goes on', async () => {
  const { failover, happened } = bench()
  failover.lost(LOST, STALLED, true)
  failover.lost(LOST, STALLED, true)
  failover.lost(LOST, CUT, false)
  await settled()
  assert.deepEqual(happened, ['begin stalled', 'search without e1', 'dropped'])
})

test('an engine that delivers again ends the search, and the next silence begins another', async () => {
  const { failover, happened } = bench()
  failover.lost(LOST, STALLED, true)
  failover.recovered()
  await settled()
  failover.lost(LOST, STALLED, true)
  await settled()
  assert.deepEqual(happened, ['begin stalled', 'search without e1', 'begin stalled', 'search without e1'])
})

test('a content that loses its engine too often ends', async () => {
  const { failover, happened } = bench(Array.from({ length: MOST_FAILOVERS }, () => null))
  for (let lost = 0; lost <= MOST_FAILOVERS; lost++) {
    failover.lost(LOST, STALLED, true)
    await settled()
  }
  assert.equal(happened.filter((each) => each.startsWith('begin')).length, MOST_FAILOVERS)
  assert.equal(happened.at(-1), 'failed failovers_exhausted')
})

test('an engine that is to be left is kept until another one delivers, and its data ends no search', async () => {
  const { failover, happened, searches } = bench()
  failover.leave(LOST)
  failover.recovered()
  failover.leave(LOST)
  searches[0]?.resolve(null)
  await settled()
  assert.deepEqual(happened, ['begin evicted', 'search without e1'])
})

test('without another engine nothing changes, and it is tried again after a while', async () => {
  const { failover, happened, pass } = bench([FULL, FULL])
  failover.leave(LOST)
  await settled()
  failover.leave(LOST)
  assert.equal(happened.length, 2)
  pass(3000)
  failover.leave(LOST)
  await settled()
  assert.deepEqual(happened, ['begin evicted', 'search without e1', 'begin evicted', 'search without e1'])
})

test('an engine that is lost while it is being left is replaced as any other', async () => {
  const { failover, happened, searches } = bench()
  failover.leave(LOST)
  failover.lost(LOST, CUT, false)
  searches[0]?.resolve(FULL)
  await settled()
  const search = 'search without e1'
  assert.deepEqual(happened, [
    'begin evicted',
    search,
    'dropped',
    'dropped',
    'begin closed_by_engine',
    search,
  ])
})
