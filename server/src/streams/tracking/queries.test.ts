import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newVitals } from '../judging/phase.ts'
import type { Stream, StreamPhase } from '../stream.ts'
import { countPhases, listStreams, streamsOn, sumOf } from './queries.ts'
import { createStreamIndex } from './stream-index.ts'

function aStream(id: string, startedAtMs: number, change: Partial<Stream> = {}): Stream {
  const base = { id, reportedId: id, engineId: 'one', startedAtMs, phase: 'active', endedAtMs: null }
  return { ...base, speedDown: null, speedUp: null, peers: null, ...change } as Stream
}

function anIndex(running: readonly Stream[], ended: readonly Stream[] = []) {
  const index = createStreamIndex()
  for (const stream of running) index.add({ stream, vitals: newVitals(0), savedAtMs: 0 })
  for (const stream of ended) index.retire({ ...stream, phase: 'ended' }, 0)
  return index
}
const ids = (streams: readonly Stream[]) => streams.map(({ id }) => id)

const index = anIndex(
  [aStream('b', 20), aStream('d', 40, { engineId: 'two' })],
  [aStream('a', 10), aStream('c', 30, { engineId: 'two' })],
)
const LISTS = [
  ['all of them', {}, ['d', 'c', 'b', 'a']],
  ['the started ones', { status: 'started' }, ['d', 'b']],
  ['the ended ones', { status: 'ended' }, ['c', 'a']],
  ['those of an engine', { engineId: 'two' }, ['d', 'c']],
  ['the started ones of an engine', { status: 'started', engineId: 'one' }, ['b']],
  ['those of an engine that had none', { engineId: 'three' }, []],
] as const
for (const [title, filter, expected] of LISTS)
  test(`a list holds ${title}, newest first`, () =>
    assert.deepEqual(ids(listStreams(index, filter)), expected))

test('phases are counted over the started streams', () => {
  const phases: readonly StreamPhase[] = ['active', 'active', 'stalled', 'starting', 'unknown']
  const running = phases.map((phase, n) => aStream(String(n), n, { phase }))
  assert.deepEqual(countPhases(anIndex(running, [aStream('old', 9)])), {
    starting: 1,
    active: 2,
    stalled: 1,
    unknown: 1,
    started: 5,
  })
})

test('an engine has its started streams, oldest first', () => {
  const one = anIndex(
    [aStream('a', 1), aStream('b', 2), aStream('x', 3, { engineId: 'two' })],
    [aStream('c', 0)],
  )
  assert.deepEqual(ids(streamsOn(one, 'one')), ['a', 'b'])
  assert.deepEqual(streamsOn(one, 'none'), [])
})

test('sums count what was measured, and are unknown where nothing was', () => {
  const load = sumOf([
    aStream('a', 1, { speedDown: 100, peers: 3 }),
    aStream('b', 2, { speedDown: 50 }),
    aStream('c', 3),
  ])
  assert.deepEqual(load, { speedDown: 150, speedUp: null, peers: 3 })
  assert.deepEqual(sumOf([]), { speedDown: null, speedUp: null, peers: null })
  assert.equal(sumOf([aStream('a', 1, { speedUp: 0 })]).speedUp, 0)
})
