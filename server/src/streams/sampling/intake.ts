import type { Clock } from '../../lib/clock.ts'
import type { Emitter } from '../../lib/emitter.ts'
import type { RecentSamples, SampleStore, SignStore, StatReading } from '../ports.ts'
import type { Stream } from '../stream.ts'
import type { Tracker } from '../tracker.ts'
import { type Beat, createBeats } from './beat.ts'
import { createSignKeeper } from './signs.ts'

export interface IntakeOptions {
  readonly tracker: Pick<Tracker, 'applyReading' | 'changes'>
  readonly samples: Pick<SampleStore, 'append'>
  readonly recent: Pick<RecentSamples, 'append' | 'drop'>
  readonly signs?: SignStore
  readonly clock: Clock
}

/** Readings since the start, and those that brought nothing. */
export interface ReadingCounts {
  readonly readings: number
  readonly misses: number
}

/** Where readings go: to the tracker, and the samples they hold to memory, store and live readers. */
export interface Intake {
  readonly beats: Emitter<Beat>
  take(stream: Stream, reading: StatReading): void
  counters(): ReadingCounts
  stop(): void
}

/** What is gathered when `signal` aborts is not sent any more. */
export function createIntake(options: IntakeOptions, signal: AbortSignal): Intake {
  const { tracker, recent, samples } = options
  const { beats, add } = createBeats(options.clock, signal)
  const keeper = options.signs && createSignKeeper(options.signs)
  let counters: ReadingCounts = { readings: 0, misses: 0 }

  function take({ id, reportedId }: Stream, reading: StatReading): void {
    const sample = tracker.applyReading(id, reading)
    const missed = reading.kind === 'miss' ? 1 : 0
    counters = { readings: counters.readings + 1, misses: counters.misses + missed }
    if (!sample || reading.kind !== 'ok') return
    recent.append(id, sample)
    samples.append(id, sample)
    keeper?.note(id, sample)
    add({ streamId: id, reportedId, sample, progress: reading.stat.progress })
  }

  const stop = tracker.changes.on((change) => {
    if (change.kind !== 'changed' || change.stream.phase !== 'ended') return
    recent.drop(change.stream.id)
    keeper?.drop(change.stream.id)
  })
  return { beats, take, counters: () => counters, stop }
}
