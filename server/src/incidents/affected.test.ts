import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { anEngine, T0 } from '@acestream-orchestrator/testing/builders/world'
import { aSnapshot, incidentsIn } from '@acestream-orchestrator/testing/fakes/incidents'
import type { Stream } from '../streams/stream.ts'
import { cutsOf, withStreams } from './affected.ts'
import { affectedStream } from './detect/finding.ts'
import { sightOf } from './detect/sight.ts'
import type { AffectedStream, Incident } from './incident.ts'

const [INCIDENT = assert.fail()] = incidentsIn({
  engines: [anEngine({}, { health: { status: 'unhealthy', failures: 3, sinceMs: T0, reason: null } })],
})
const hit = (...streams: readonly AffectedStream[]): Incident => ({ ...INCIDENT, streams })
const ended = (id: string, change: Partial<Stream> = {}) =>
  aStream(id, { phase: 'ended', endReason: 'engine_unhealthy', endedAtMs: T0, ...change })
const a = affectedStream(aStream('a'))

function after(world: { ended?: readonly Stream[]; streams?: readonly Stream[] }, before = hit(a)) {
  return withStreams(before, [], sightOf(aSnapshot(world))).streams
}

test('streams that were hit stay, those that are hit now are added once', () => {
  const b = affectedStream(aStream('b'))
  const found = withStreams(hit(a), [a, b], sightOf(aSnapshot()))
  assert.deepEqual(
    found.streams.map(({ id }) => id),
    ['a', 'b'],
  )
})

test('an incident without streams is left as it is', () => {
  const none = hit()
  assert.equal(withStreams(none, [], sightOf(aSnapshot())), none)
})

test('beyond a thousand no more are kept', () => {
  const many = Array.from({ length: 1001 }, (_, n) => affectedStream(aStream(`s${n}`)))
  assert.equal(withStreams(hit(), many, sightOf(aSnapshot())).streams.length, 1000)
})

const OUTCOMES: readonly (readonly [
  what: string,
  world: { ended?: readonly Stream[]; streams?: readonly Stream[] },
  expected: readonly [cut: boolean, backAtMs: number | null],
])[] = [
  ['it plays on', { streams: [aStream('a')] }, [false, null]],
  ['its viewer left', { ended: [ended('a', { endReason: 'reported' })] }, [false, null]],
  ['it was cut', { ended: [ended('a')] }, [true, null]],
  [
    'it was cut and plays elsewhere',
    {
      ended: [ended('a')],
      streams: [aStream('a2', { startedAtMs: T0 + 5000, firstDataAtMs: T0 + 7000 })],
    },
    [true, T0 + 7000],
  ],
  [
    'it was cut and is started elsewhere, still without data',
    {
      ended: [ended('a')],
      streams: [aStream('a2', { startedAtMs: T0 + 5000, phase: 'starting', firstDataAtMs: null })],
    },
    [true, null],
  ],
  [
    'it was cut while the same channel had played elsewhere for long',
    { ended: [ended('a')], streams: [aStream('other', { startedAtMs: T0 - 60_000 })] },
    [true, null],
  ],
  [
    'it was cut and another channel plays',
    {
      ended: [ended('a')],
      streams: [aStream('b', { key: 'b'.repeat(40), startedAtMs: T0 + 5000, firstDataAtMs: T0 + 7000 })],
    },
    [true, null],
  ],
]

for (const [what, world, expected] of OUTCOMES)
  test(`a stream that was hit: ${what}`, () => {
    const [stream] = after(world)
    assert.deepEqual([stream?.cut, stream?.backAtMs], expected)
  })

test('once it was back it counts as back, whatever becomes of it', () => {
  const back = { ...a, cut: true, backAtMs: T0 + 7000 }
  assert.deepEqual(after({ ended: [ended('a')] }, hit(back)), [back])
})

test('what it cost: how many were cut, how many are back, and since when the last one is', () => {
  const cut = (backAtMs: number | null) => ({ ...a, cut: true, backAtMs })
  const costs = (...streams: readonly AffectedStream[]) => cutsOf({ streams, openedAtMs: T0 })
  assert.deepEqual(costs(a), { streamsCut: 0, streamsBack: 0, backAfterMs: null })
  assert.deepEqual(costs(a, cut(null), cut(T0 + 9000), cut(T0 + 31_000)), {
    streamsCut: 3,
    streamsBack: 2,
    backAfterMs: 31_000,
  })
  assert.equal(costs(cut(T0 - 1)).backAfterMs, 0, 'clocks that were set back make no negative time')
})
