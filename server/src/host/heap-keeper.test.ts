import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { type Heap, type HeapLook, isWorthCollecting, processHeap, startHeapKeeper } from './heap-keeper.ts'

const MB = 1024 * 1024
const aLook = (change: Partial<HeapLook> = {}): HeapLook => ({
  heapBytes: 64 * MB,
  activeMs: 0,
  atMs: 0,
  ...change,
})

describe('whether collecting is worth it', () => {
  const table: [string, Partial<HeapLook>, boolean][] = [
    ['quiet, and much larger than it was', { activeMs: 1400 }, true],
    ['at work for a twentieth of the time', { activeMs: 1500 }, false],
    ['quiet, and little larger', { heapBytes: 31 * MB }, false],
    ['quiet, and just large enough', { heapBytes: 32 * MB }, true],
  ]
  for (const [name, change, expected] of table)
    test(name, () =>
      assert.equal(isWorthCollecting(aLook(), aLook({ atMs: 30_000, ...change }), 28 * MB), expected),
    )
})

test('after the start, and after a burst, the heap is collected once, when the process has become quiet', async () => {
  const clock = manualClock()
  const state = { heapBytes: 34 * MB, activeMs: 2000 }
  let collected = 0
  const keeper = startHeapKeeper(clock, {
    look: () => ({ ...state }),
    collect: () => {
      collected++
      state.heapBytes = 28 * MB
    },
  })
  state.activeMs += 2000
  await clock.advance(30_000)
  assert.equal(collected, 0, 'not while it starts')
  await clock.advance(300_000)
  assert.equal(collected, 1)
  state.heapBytes = 64 * MB
  state.activeMs += 20_000
  await clock.advance(30_000)
  assert.equal(collected, 1, 'not while it works')
  await clock.advance(300_000)
  assert.equal(collected, 2)
  await keeper.stop()
})

test('a heap that stays large is not collected again and again', async () => {
  const clock = manualClock()
  let collected = 0
  const keeper = startHeapKeeper(clock, {
    look: () => ({ heapBytes: 64 * MB, activeMs: 0 }),
    collect: () => void collected++,
  })
  await clock.advance(600_000)
  assert.equal(collected, 1)
  await keeper.stop()
})

/** Fills the heap with what nothing uses afterwards; how it was then. */
function burst(heap: Heap): ReturnType<Heap['look']> {
  const held = Array.from({ length: 1_000_000 }, (_, i) => ({ i }))
  assert.ok(held.length > 0)
  return heap.look()
}

test('the real heap gives back what nothing uses', async () => {
  const heap = processHeap()
  const full = burst(heap)
  await until('its pages are freed', () => {
    heap.collect() // the first may only end one that was under way, which spares what has come since that began
    return full.heapBytes - heap.look().heapBytes > 20 * MB
  })
  assert.ok(heap.look().activeMs >= full.activeMs)
})
