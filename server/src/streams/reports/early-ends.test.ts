import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createEarlyEnds } from './early-ends.ts'

const LEFT = verbatim('viewer left')

test('an early end is taken once, with its reason', () => {
  const ends = createEarlyEnds(manualClock())
  ends.remember('k|s', LEFT)
  assert.deepEqual(ends.take('k|s', true)?.reason, LEFT)
  assert.equal(ends.take('k|s', true), undefined)
})

test('the last of several counts', () => {
  const ends = createEarlyEnds(manualClock())
  ends.remember('k|s', null)
  ends.remember('k|s', LEFT)
  assert.deepEqual(ends.take('k|s', true)?.reason, LEFT)
})

for (const [namesSession, withinMs] of [
  [true, 60_000],
  [false, 5_000],
] as const)
  test(`under an id that ${namesSession ? 'names' : 'does not name'} the session it counts for ${withinMs} ms`, async () => {
    for (const [ms, counts] of [
      [withinMs, true],
      [withinMs + 1, false],
    ] as const) {
      const clock = manualClock()
      const ends = createEarlyEnds(clock)
      ends.remember('id', LEFT)
      await clock.advance(ms)
      assert.equal(ends.take('id', namesSession) !== undefined, counts, `${ms} ms`)
    }
  })

test('ten thousand are remembered, the latest', () => {
  const ends = createEarlyEnds(manualClock())
  for (let n = 0; n <= 10_000; n++) ends.remember(`id-${n}`, LEFT)
  assert.deepEqual([ends.take('id-0', true), ends.take('id-1', true)?.reason], [undefined, LEFT])
})

test('old ones are forgotten, younger ones kept', async () => {
  const clock = manualClock()
  const ends = createEarlyEnds(clock)
  ends.remember('old', LEFT)
  await clock.advance(59_000)
  ends.remember('young', LEFT)
  await clock.advance(2_000)
  ends.forgetOld()
  assert.deepEqual(ends.take('young', true)?.reason, LEFT)
})
