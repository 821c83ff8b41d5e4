import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { startLoop } from '../src/lib/loop.ts'

test('a pass that throws is told of and tried again after a rest that grows, whoever wakes the loop', async () => {
  const clock = manualClock()
  const bugs: unknown[] = []
  let passes = 0
  const bug = new TypeError('undefined is not a function')
  const loop = startLoop(
    clock,
    async () => {
      passes++
      if (passes < 3) throw bug
      return 60_000
    },
    (error) => bugs.push(error),
  )
  await clock.advance(999)
  loop.wake()
  assert.deepEqual([passes, bugs], [1, [bug]])
  await clock.advance(1)
  assert.equal(passes, 2)
  await clock.advance(2000)
  assert.deepEqual([passes, bugs.length], [3, 2])
  await loop.stop()
})
