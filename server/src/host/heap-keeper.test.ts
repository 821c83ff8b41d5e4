import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { type HeapLook, isWorthCollecting, processHeap, startHeapKeeper } from './heap-keeper.ts'

const MB = 1024 * 1024
const aLook = (change: Partial<HeapLook> = {}): HeapLook => ({
  heapBytes: 64 * MB,
  usedBytes: 28 * MB,
  activeMs: 0,
  atMs: 0,
  ...change,
})

describe('whether collecting is worth it', () => {
  const table: [string, Partial<HeapLook>, boolean][] = [
    ['quiet, and much of the heap is unused', { activeMs: 1400 }, true],
    ['at work for a twentieth of the time', { activeMs: 1500 }, false],
    ['quiet, and little is unused', { usedBytes: 53 * MB }, false],
    ['quiet, and just enough is unused', { usedBytes: 52 * MB }, true],
  ]
  for (const [name, change, expected] of table)
    test(name, () => assert.equal(isWorthCollecting(aLook(), aLook({ atMs: 30_000, ...change })), expected))
})

test('after a burst the heap is collected once, when the process has become quiet', async () => {
  const clock = manualClock()
  const state = { heapBytes: 34 * MB, usedBytes: 28 * MB, activeMs: 0 }
  let collected = 0
  const keeper = startHeapKeeper(clock, {
    look: () => ({ ...state }),
    collect: () => {
      collected++
      state.heapBytes = 34 * MB
    },
  })
  await clock.advance(60_000)
  state.heapBytes = 64 * MB
  state.activeMs += 20_000
  await clock.advance(30_000)
  assert.equal(collected, 0, 'not while it works')
  await clock.advance(30_000)
  assert.equal(collected, 1)
  await clock.advance(300_000)
  assert.equal(collected, 1)
  await keeper.stop()
})

test('the real heap gives back what nothing uses', () => {
  const heap = processHeap()
  let held: object[] | null = Array.from({ length: 1_000_000 }, (_, i) => ({ i }))
  const full = heap.look()
  assert.ok(held.length > 0)
  held = null
  heap.collect()
  const { heapBytes, usedBytes, activeMs } = heap.look()
  assert.ok(full.heapBytes - heapBytes > 20 * MB, `${full.heapBytes} to ${heapBytes}`)
  assert.ok(heapBytes > usedBytes && activeMs >= full.activeMs)
})
