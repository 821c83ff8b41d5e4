// The parts of the tracker: what is remembered, decided, stored and recorded from a stream's start to its end.
import type { EventRecorder } from '../../journal/journal-event.ts'
import type { Emitter } from '../../lib/emitter.ts'
import type { StreamStore } from '../ports.ts'
import type { StopReason, Stream } from '../stream.ts'
import { createEngineUsage, type EngineUsed } from './engine-usage.ts'
import { createMemory, type Memory, type MemoryOptions, type StreamChange } from './memory.ts'
import { createPendingStops } from './pending-stops.ts'
import { createRecall } from './recall.ts'
import type { StreamIndex } from './stream-index.ts'
import { createTransitions, type Transitions } from './transitions.ts'

/** Ended streams stay in memory this long; older ones are the store's. */
const ENDED_WINDOW_MS = 24 * 3_600_000
/** How often the running sums of a stream are written while nothing else about it changes. */
const CHECKPOINT_MS = 30_000

export interface LifecycleOptions extends MemoryOptions {
  readonly store: StreamStore
  readonly recorder: EventRecorder
  /** Most ended streams held in memory, whatever their age. */
  readonly endedLimit: number
}

export interface Lifecycle extends Transitions {
  readonly streamIndex: Pick<
    StreamIndex,
    'running' | 'all' | 'runningCount' | 'startedOn' | 'find' | 'reportedAs' | 'ended' | 'retiredAtMs'
  >
  readonly changes: Emitter<StreamChange>
  readonly used: Emitter<EngineUsed>
  /** Restores what the store knows and we don't; may be repeated when the store could not be read before. */
  load(): Promise<void>
  beginStop(id: string, reason?: StopReason): () => void
  setTitle(id: string, title: string): void
  /** Says that the engine is in use, now and then. */
  noteInUse(engineId: string): void
  /**
   * By our own id, else the newest reported under this one; from memory, else from the store. Look into the index
   * again afterwards: it may have begun meanwhile.
   */
  recall(id: string): Promise<Stream | undefined>
  /** The stream as it is once its newest write has come to something. */
  settled(stream: Stream): Promise<Stream>
  tidy(): void
  /** Writes the running sums of every started stream, so that a clean stop loses none; resolves when that is done. */
  flush(): Promise<void>
}

export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { clock, endedLimit } = options
  const memory = createMemory(options)
  const { streamIndex, saver } = memory
  const stops = createPendingStops()
  const usage = createEngineUsage(clock, (engineId) => streamIndex.startedOn(engineId).length > 0)
  const { load, recall } = createRecall(memory, options.store, options.logger)

  return {
    ...createTransitions(memory, options.recorder, stops, usage),
    streamIndex,
    changes: memory.changes,
    used: usage.used,
    beginStop: (id, reason = 'stopped') => stops.begin(id, reason),
    setTitle: memory.setTitle,
    noteInUse: usage.noteInUse,
    recall,
    load: async () => {
      await load(clock.now() - ENDED_WINDOW_MS)
      forgetEnded(memory, endedLimit)
    },
    settled: async (stream) => {
      await saver.settled(stream.id)
      return streamIndex.find(stream.id) ?? stream
    },
    tidy: () => {
      forgetEnded(memory, endedLimit)
      if (saver.isCaughtUp()) checkpoint(memory)
      else void saver.retry()
    },
    flush: async () => {
      await Promise.all([...streamIndex.all()].map(({ stream }) => saver.save(stream)))
    },
  }
}

function forgetEnded({ clock, streamIndex, saver, changes }: Memory, endedLimit: number): void {
  for (const stream of streamIndex.forget(clock.elapsedMs() - ENDED_WINDOW_MS, endedLimit)) {
    saver.forget(stream.id)
    changes.emit({ kind: 'gone', stream })
  }
}

function checkpoint({ clock, streamIndex, saver }: Memory): void {
  const elapsedMs = clock.elapsedMs()
  for (const running of [...streamIndex.all()]) {
    if (elapsedMs - running.savedAtMs < CHECKPOINT_MS) continue
    streamIndex.update({ ...running, savedAtMs: elapsedMs })
    void saver.save(running.stream)
  }
}
