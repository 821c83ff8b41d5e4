import type { Sample } from '../../history/sample.ts'
import type { Clock } from '../../lib/clock.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'

/** Readings within this time go out together: one message to every browser instead of one per stream. */
const GATHER_MS = 250

export interface BeatSample {
  readonly streamId: string
  readonly reportedId: string
  readonly sample: Sample
  readonly progress: number | null
}

/** The samples of one beat, in the order they were read. */
export interface Beat {
  readonly atMs: number
  readonly samples: readonly BeatSample[]
}

/** Gathers samples into beats until `signal` aborts. */
export function createBeats(
  clock: Clock,
  signal: AbortSignal,
): { beats: Emitter<Beat>; add(sample: BeatSample): void } {
  const beats = createEmitter<Beat>()
  let samples: BeatSample[] = []

  function flush(): void {
    const gathered = samples
    samples = []
    beats.emit({ atMs: clock.now(), samples: gathered })
  }

  return {
    beats,
    add: (sample) => {
      if (samples.push(sample) > 1) return
      clock.sleep(GATHER_MS, signal).then(flush, () => {})
    },
  }
}
