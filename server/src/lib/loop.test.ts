import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { startLoop } from './loop.ts'

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

/** A loop whose passes take a second of the clock and rest for a minute. */
function slowLoop() {
  const clock = manualClock()
  const begun: number[] = []
  const aborted: number[] = []
  const loop = startLoop(clock, async (signal) => {
    begun.push(clock.elapsedMs())
    await clock.sleep(1000, signal).catch((error) => {
      aborted.push(clock.elapsedMs())
      throw error
    })
    return 60_000
  })
  return { clock, loop, begun, aborted }
}

test('a wake-up ends the rest at once', async () => {
  const { clock, loop, begun } = slowLoop()
  await clock.advance(10_000)
  loop.wake()
  await clock.advance(0)
  assert.deepEqual(begun, [0, 10_000])
  await loop.stop()
})

test('wake-ups during a pass are kept for one more pass, never two at a time', async () => {
  const { clock, loop, begun } = slowLoop()
  await clock.advance(500)
  loop.wake()
  loop.wake()
  await clock.advance(0)
  assert.deepEqual(begun, [0])
  await clock.advance(10_000)
  assert.deepEqual(begun, [0, 1000])
  await loop.stop()
})

test('a stop aborts the running pass, waits for it, and begins no other', async () => {
  const { clock, loop, begun, aborted } = slowLoop()
  await clock.advance(500)
  await loop.stop()
  assert.deepEqual(aborted, [500])
  loop.wake()
  await clock.advance(120_000)
  assert.deepEqual(begun, [0])
})

test('a pass without a bug makes the next rest after a bug short again', async () => {
  const clock = manualClock()
  const begun: number[] = []
  const loop = startLoop(
    clock,
    async () => {
      begun.push(clock.elapsedMs())
      if (begun.length !== 3) throw new Error('bug')
      return 100
    },
    () => {},
  )
  await clock.advance(4100)
  assert.deepEqual(begun, [0, 1000, 3000, 3100, 4100])
  await loop.stop()
})
