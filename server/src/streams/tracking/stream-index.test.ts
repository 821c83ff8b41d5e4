import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { newVitals } from '../judging/phase.ts'
import type { Stream } from '../stream.ts'
import { createStreamIndex } from './stream-index.ts'

const ids = (streams: Iterable<Stream>) => [...streams].map(({ id }) => id)

function indexOf(...streams: readonly Stream[]) {
  const index = createStreamIndex()
  for (const stream of streams) index.add({ stream, vitals: newVitals(0), savedAtMs: 0 })
  return index
}

test('a started stream is found by its id, its engine and what its reporter calls it', () => {
  const index = indexOf(aStream('a', { reportedId: 'r' }), aStream('b', { engineId: 'e2' }))
  assert.equal(index.running('a')?.stream.id, 'a')
  assert.equal(index.find('b')?.id, 'b')
  assert.deepEqual([index.startedOn('e1'), index.startedOn('e2'), index.startedOn('e3')], [['a'], ['b'], []])
  assert.deepEqual(ids(index.reportedAs('r')), ['a'])
  assert.equal(index.runningCount, 2)
})

test('the streams of an engine are the same array until they change', () => {
  const index = indexOf(aStream('a'))
  const before = index.startedOn('e1')
  index.update({ stream: aStream('a', { phase: 'stalled' }), vitals: newVitals(1), savedAtMs: 1 })
  assert.equal(index.startedOn('e1'), before)
  index.add({ stream: aStream('b'), vitals: newVitals(0), savedAtMs: 0 })
  assert.deepEqual(index.startedOn('e1'), ['a', 'b'])
})

test('a retired stream has left its engine and is still found, with the time of its end', () => {
  const index = indexOf(aStream('a', { reportedId: 'r' }))
  index.retire(aStream('a', { reportedId: 'r', phase: 'ended' }), 500)
  assert.deepEqual([index.running('a'), index.runningCount, index.startedOn('e1')], [undefined, 0, []])
  assert.deepEqual([index.find('a')?.phase, index.retiredAtMs('a')], ['ended', 500])
  index.correct(aStream('a', { reportedId: 'r', phase: 'ended', title: 'Channel' }))
  assert.equal(index.find('a')?.title, 'Channel')
  assert.deepEqual(ids(index.reportedAs('r')), ['a'])
  assert.deepEqual(ids(index.ended()), ['a'])
})

test('a correction adds no stream', () => {
  const index = createStreamIndex()
  index.correct(aStream('a', { phase: 'ended' }))
  assert.equal(index.find('a'), undefined)
})

test('plays under one reported id are in the order of their starts', () => {
  const index = indexOf(
    aStream('late', { reportedId: 'r', startedAtMs: 9 }),
    aStream('early', { reportedId: 'r', startedAtMs: 3 }),
  )
  assert.deepEqual(ids(index.reportedAs('r')), ['early', 'late'])
})

test('ended streams are forgotten by age, and the oldest ones above the limit', () => {
  const index = createStreamIndex()
  for (const [id, atMs] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['d', 4],
  ] as const)
    index.retire(aStream(id, { phase: 'ended' }), atMs)
  assert.deepEqual(ids(index.forget(2, 10)), ['a'])
  assert.deepEqual(ids(index.forget(0, 2)), ['b'])
  assert.deepEqual([ids(index.ended()), index.reportedAs('a')], [['c', 'd'], []])
})
