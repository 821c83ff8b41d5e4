import { performance } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Clock } from '../lib/clock.ts'
import { startLoop } from '../lib/loop.ts'

/** What the event loop's thread holds and does at one moment. */
export interface HeapLook {
  /** Bytes of the JavaScript heap, in use or not. */
  readonly heapBytes: number
  /** Milliseconds for which the event loop has been working since the process began. */
  readonly activeMs: number
  readonly atMs: number
}

const LOOK_EVERY_MS = 30_000
/** Less than this part of the time at work is quiet: a pause of some 50 ms delays nobody then. */
const QUIET = 0.05
const WORTH_BYTES = 4 * 1024 * 1024

/**
 * V8 collects garbage as new objects need room. After a burst nothing does, and the heap stays as large as the burst made
 * it: 64 MB for 28 MB in use. So it is collected once more when the process is quiet and the heap has grown since it was
 * collected last; how much of it is garbage only a collection can tell. The start is a burst too.
 */
export function isWorthCollecting(before: HeapLook, now: HeapLook, keptBytes: number): boolean {
  const isQuiet = now.activeMs - before.activeMs < QUIET * (now.atMs - before.atMs)
  return isQuiet && now.heapBytes - keptBytes >= WORTH_BYTES
}

export interface Heap {
  look(): Omit<HeapLook, 'atMs'>
  collect(): void
}

/** Gives memory back to the system whenever the process has become quiet. */
export function startHeapKeeper(clock: Clock, heap: Heap = processHeap()): { stop(): Promise<void> } {
  let before: HeapLook | undefined
  let keptBytes = 0
  return startLoop(clock, async () => {
    const now = { ...heap.look(), atMs: clock.elapsedMs() }
    if (before && isWorthCollecting(before, now, keptBytes)) {
      heap.collect() // pages are freed in the background, so that the next look tells what it was good for
      keptBytes = now.heapBytes
    } else keptBytes = Math.min(keptBytes, now.heapBytes)
    before = now
    return LOOK_EVERY_MS
  })
}

export function processHeap(): Heap {
  return {
    look: () => ({
      heapBytes: getHeapStatistics().total_heap_size,
      activeMs: performance.eventLoopUtilization().active,
    }),
    collect: () => collectGarbage()(),
  }
}

/** What `--expose-gc` offers, however Node was started; new contexts have it from then on. */
function collectGarbage(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
