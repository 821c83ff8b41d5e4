import { flushCompileCache } from 'node:module'
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import type { Clock } from '../lib/clock.ts'
import { startLoop } from '../lib/loop.ts'

/** V8's compilers as this process uses them, and how busy it is. */
export interface Compilers {
  /** Milliseconds for which the event loop has been working since the process began. */
  activeMs(): number
  set(flag: string): void
}

const LOOK_EVERY_MS = 1000
/** More than this part of the time at work, for so many looks in a row, is a load; the start is shorter. */
const BUSY = 0.25
const LOOKS = 3

/**
 * Leaves out Maglev, the middle one of V8's optimizing compilers: 13 MB less after 30,000 requests, at the same processor
 * time. TurboFan, the other one, waits for the first load: a process at rest gains nothing by it, and its own code is 5 MB.
 * To be called once everything is loaded, because code that was compiled under other flags is never taken from a
 * cache: with the flags on the command line a start would compile Node's own modules again. What was compiled so far is
 * written to our cache first, for the next start.
 */
export function compileForLongRun(
  clock: Clock,
  compilers: Compilers = processCompilers(),
): { stop(): Promise<void> } {
  compilers.set('--no-maglev')
  compilers.set('--no-turbofan')
  let beforeMs = compilers.activeMs()
  let busyLooks = 0
  return startLoop(clock, async () => {
    const nowMs = compilers.activeMs()
    busyLooks = nowMs - beforeMs > BUSY * LOOK_EVERY_MS ? busyLooks + 1 : 0
    beforeMs = nowMs
    if (busyLooks < LOOKS) return LOOK_EVERY_MS
    compilers.set('--turbofan')
    return Number.MAX_SAFE_INTEGER
  })
}

function processCompilers(): Compilers {
  flushCompileCache()
  return { activeMs: () => performance.eventLoopUtilization().active, set: setFlagsFromString }
}
