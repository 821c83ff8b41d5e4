import { performance } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Clock } from '../lib/clock.ts'
import { startLoop } from '../lib/loop.ts'

/** What the event loop's thread holds and does at one moment. */
export interface HeapLook {
  /** Bytes of the JavaScript heap, and how many of them are in use. */
  readonly heapBytes: number
  readonly usedBytes: number
  /** Milliseconds for which the event loop has been working since the process began. */
  readonly activeMs: number
  readonly atMs: number
}

const LOOK_EVERY_MS = 30_000
/** Less than this part of the time at work is quiet: a pause of some 50 ms delays nobody then. */
const QUIET = 0.05
const WORTH_BYTES = 12 * 1024 * 1024

/**
 * V8 collects garbage as new objects need room. After a burst nothing does, and the heap stays as large as the burst made
 * it: 64 MB for 28 MB in use. So it is collected once more when the process is quiet and much of the heap is unused.
 */
export function isWorthCollecting(before: HeapLook, now: HeapLook): boolean {
  const isQuiet = now.activeMs - before.activeMs < QUIET * (now.atMs - before.atMs)
  return isQuiet && now.heapBytes - now.usedBytes >= WORTH_BYTES
}

export interface Heap {
  look(): Omit<HeapLook, 'atMs'>
  collect(): void
}

/** Gives memory back to the system whenever the process has become quiet. */
export function startHeapKeeper(clock: Clock, heap: Heap = processHeap()): { stop(): Promise<void> } {
  let before: HeapLook | undefined
  return startLoop(clock, async () => {
    const now = { ...heap.look(), atMs: clock.elapsedMs() }
    if (before && isWorthCollecting(before, now)) heap.collect()
    before = now
    return LOOK_EVERY_MS
  })
}

export function processHeap(): Heap {
  return {
    look: () => {
      const { total_heap_size: heapBytes, used_heap_size: usedBytes } = getHeapStatistics()
      return { heapBytes, usedBytes, activeMs: performance.eventLoopUtilization().active }
    },
    collect: () => collectGarbage()(),
  }
}

/** What `--expose-gc` offers, however Node was started; new contexts have it from then on. */
function collectGarbage(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
