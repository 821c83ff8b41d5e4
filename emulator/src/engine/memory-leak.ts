import type { FaultBook } from './faults.ts'

const TICK_MS = 100

/** Grows by what the faults say; every page is written to, so that a memory limit really sees it. */
export function startMemoryLeak(faults: FaultBook): { stop(): void } {
  const hoard: Buffer[] = []
  const timer = setInterval(() => {
    const bytes = (faults.of().memoryBytesPerSecond * TICK_MS) / 1000
    if (bytes > 0) hoard.push(Buffer.alloc(bytes, 1))
  }, TICK_MS)
  timer.unref()
  return {
    stop: () => {
      clearInterval(timer)
      hoard.length = 0
    },
  }
}
