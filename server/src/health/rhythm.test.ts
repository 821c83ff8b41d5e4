import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine, anExternalEngine } from '@acestream-orchestrator/testing/builders/world'
import type { Engine } from '../engines/engine.ts'
import { addressAfter, deadlineMs, isStarted, isWatched, type Rhythm, restMs } from './rhythm.ts'

const RHYTHM: Rhythm = { intervalMs: 30_000, timeoutMs: 5000, random: () => 0.5 }
const starting = anEngine({}, { readyAtMs: null })
const ready = anEngine({}, { readyAtMs: 1000 })
const external: Engine = { ...anExternalEngine(), readyAtMs: null }

const RESTS: readonly (readonly [
  string,
  Engine,
  startingForMs: number,
  answered: boolean,
  expected: number,
])[] = [
  ['starting: often, for its first answer makes it ready', starting, 14_999, false, 150],
  ['starting for long: once a second', starting, 15_000, false, 1000],
  ['ready and answering: the interval', ready, 0, true, 30_000],
  ['ready and silent: soon', ready, 0, false, 2000],
  ['an external one was never started here: like a ready one', external, 0, false, 2000],
]
for (const [title, engine, startingForMs, answered, expected] of RESTS)
  test(`rest after a check, ${title}`, () =>
    assert.equal(restMs(engine, startingForMs, answered, RHYTHM), expected))

test('rests are spread by a tenth of the interval to either side, and never longer than a short interval', () => {
  const rest = (random: number) => Math.round(restMs(ready, 0, true, { ...RHYTHM, random: () => random }))
  assert.deepEqual([rest(0), rest(0.999_99)], [27_000, 33_000])
  assert.equal(restMs(ready, 0, false, { ...RHYTHM, intervalMs: 1000 }), 1000)
})

test('an engine that starts has a shorter deadline, because another address may be the right one', () => {
  assert.equal(deadlineMs(starting, RHYTHM), 1500)
  assert.equal(deadlineMs(ready, RHYTHM), 5000)
  assert.equal(deadlineMs(starting, { ...RHYTHM, timeoutMs: 500 }), 500)
})

test('what runs or is external is watched; what is dead or being removed is not', () => {
  assert.ok(isWatched(ready))
  assert.ok(isWatched(external))
  assert.ok(!isWatched(anEngine({ status: 'exited' })))
  assert.ok(!isWatched({ ...ready, removal: { cause: 'idle' } as Engine['removal'] }))
})

test('another start or status of the container is a start; other changes are not', () => {
  const later = anEngine({ startedAtMs: 99_000 }, { readyAtMs: 1000 })
  assert.ok(isStarted(ready, null))
  assert.ok(isStarted(later, ready))
  assert.ok(isStarted(ready, anEngine({ status: 'exited' }, { readyAtMs: 1000 })))
  assert.ok(!isStarted({ ...ready, readyAtMs: 5000 }, ready))
})

test('after a miss the next address is asked, round and round', () => {
  const [a, b] = [
    { host: '10.0.0.1', port: 6878 },
    { host: '127.0.0.1', port: 19_000 },
  ]
  const both = (dial: Engine['dial']) => ({ ...anEngine({ addresses: [a, b] }), dial })
  assert.deepEqual([addressAfter(both(a)), addressAfter(both(b))], [b, a])
  assert.equal(addressAfter({ ...anEngine({ addresses: [a] }), dial: a }), undefined)
})
