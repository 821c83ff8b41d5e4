import type { Clock } from '../lib/clock.ts'
import type { Live } from '../lib/live.ts'
import { type Loop, startLoop } from '../lib/loop.ts'
import type { FleetStore } from './ports.ts'
import type { FleetSample } from './sample.ts'

export interface RecorderOptions {
  readonly clock: Clock
  /** COLLECT_INTERVAL_S, in milliseconds. */
  readonly intervalMs: Live<number>
  /** Reads the whole fleet from memory, as it is now. */
  readonly read: () => FleetSample
  readonly store: Pick<FleetStore, 'append'>
}

/** Records the fleet on a steady beat: the time a pass takes is not added to the interval. */
export function startRecorder({ clock, intervalMs, read, store }: RecorderOptions): Loop {
  const startedAt = clock.elapsedMs()
  const loop = startLoop(clock, async () => {
    store.append(read())
    return intervalMs.get() - ((clock.elapsedMs() - startedAt) % intervalMs.get())
  })
  const endChanges = intervalMs.on(loop.wake)
  return {
    wake: loop.wake,
    stop: () => {
      endChanges()
      return loop.stop()
    },
  }
}
