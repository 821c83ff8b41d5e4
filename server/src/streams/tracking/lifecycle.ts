// The parts of the tracker: what is remembered, decided, stored and recorded from a stream's start to its end.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EventRecorder } from '../../journal/journal-event.ts'
import type { Clock } from '../../lib/clock.ts'
import { createLimiter } from '../../lib/concurrency/limiter.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import { messageOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import { same } from '../../lib/same.ts'
import { endedEvent, phaseEvent, startedEvent } from '../events.ts'
import type { StreamStore } from '../ports.ts'
import { type Ending, type StopReason, type Stream, type StreamIds, withEnd } from '../stream.ts'
import { createEngineUsage, type EngineUsed } from './engine-usage.ts'
import { createPendingStops } from './pending-stops.ts'
import { newVitals, type Vitals } from './phase.ts'
import { createSaver } from './saver.ts'
import { createStreamIndex, type StreamIndex } from './stream-index.ts'
import { createTitleBook } from './title-book.ts'

/** Ended streams stay in memory this long; older ones are the store's. */
const ENDED_WINDOW_MS = 24 * 3_600_000
/** How often the running sums of a stream are written while nothing else about it changes. */
const CHECKPOINT_MS = 30_000
/** Look-ups in the store under way together: of a burst of events none is refused one. */
const LOOK_UPS = 64

/** A state worth showing, or an ended stream that left memory. Readings alone are told by the sampler's beats. */
export type StreamChange =
  | { readonly kind: 'changed'; readonly stream: Stream; readonly before: Stream | null }
  | { readonly kind: 'gone'; readonly stream: StreamIds }

/** Streams that began and ended since our start, each once. */
export interface Counters {
  readonly started: number
  readonly ended: number
}

export interface LifecycleOptions {
  readonly store: StreamStore
  readonly recorder: EventRecorder
  readonly clock: Clock
  readonly logger: Logger
  /** Most ended streams held in memory, whatever their age. */
  readonly endedLimit: number
}

/** Begin, advance, finish: every step is kept in memory, written, told to the journal and shown, in that order. */
export interface Lifecycle {
  readonly streamIndex: Pick<
    StreamIndex,
    'running' | 'all' | 'runningCount' | 'startedOn' | 'find' | 'reportedAs' | 'ended' | 'retiredAtMs'
  >
  readonly changes: Emitter<StreamChange>
  readonly used: Emitter<EngineUsed>
  /** Restores what the store knows and we don't; may be repeated when the store could not be read before. */
  load(): Promise<void>
  /** Under its title from the first moment, where another stream of the content has one. `warning`: what its report lacked. */
  begin(untitled: Stream, warning?: Reason | null): void
  /** A newer state of a started stream: shown if its phase or reason changed, told and written if its phase did. */
  advance(stream: Stream, vitals: Vitals): void
  /** Undefined when it is not started (any more): the one gate that makes every end the only one. */
  finish(id: string, ending: Ending): Stream | undefined
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
  counters(): Counters
  tidy(): void
  /** Writes the running sums of every started stream, so that a clean stop loses none; resolves when that is done. */
  flush(): Promise<void>
}

export function createLifecycle({ store, recorder, clock, logger, endedLimit }: LifecycleOptions): Lifecycle {
  const changes = createEmitter<StreamChange>()
  const streamIndex = createStreamIndex()
  const titles = createTitleBook()
  const saver = createSaver({ store, logger, current: streamIndex.find, onOutcome: noteStored })
  const lookUp = createLimiter(LOOK_UPS)
  const stops = createPendingStops()
  const usage = createEngineUsage(clock, (engineId) => streamIndex.startedOn(engineId).length > 0)
  let counters: Counters = { started: 0, ended: 0 }

  function begin(untitled: Stream, warning: Reason | null = null): void {
    const stream = { ...untitled, title: titles.titleOf(untitled) }
    const elapsedMs = clock.elapsedMs()
    streamIndex.add({ stream, vitals: newVitals(elapsedMs), savedAtMs: elapsedMs })
    counters = { ...counters, started: counters.started + 1 }
    void saver.save(stream)
    recorder.record(startedEvent(stream, warning))
    changes.emit({ kind: 'changed', stream, before: null })
    usage.note(stream.engineId)
  }

  function advance(stream: Stream, vitals: Vitals): void {
    const running = streamIndex.running(stream.id)
    if (running === undefined) return
    const before = running.stream
    const moved = stream.phase !== before.phase
    streamIndex.update({ stream, vitals, savedAtMs: moved ? clock.elapsedMs() : running.savedAtMs })
    if (moved) {
      void saver.save(stream)
      recorder.record(phaseEvent(before, stream))
    }
    if (moved || !same(stream.phaseReason, before.phaseReason))
      changes.emit({ kind: 'changed', stream, before })
  }

  function finish(id: string, ending: Ending): Stream | undefined {
    const before = streamIndex.running(id)?.stream
    if (before === undefined) return undefined
    const stream = withEnd(before, stops.applyTo(id, ending), clock.now())
    streamIndex.retire(stream, clock.elapsedMs())
    counters = { ...counters, ended: counters.ended + 1 }
    void saver.save(stream)
    recorder.record(endedEvent(stream))
    changes.emit({ kind: 'changed', stream, before })
    usage.note(stream.engineId)
    return stream
  }

  /** The newest write of this stream came to this: a change worth showing only when it is another than before. */
  function noteStored(id: string, stored: boolean): void {
    const before = streamIndex.find(id)
    if (before !== undefined && before.stored !== stored) replace(before, { ...before, stored })
  }

  function setTitle(id: string, title: string): void {
    const before = streamIndex.find(id)
    if (before === undefined || before.title === title) return
    const stream = { ...before, title }
    titles.learn(stream)
    replace(before, stream)
    void saver.save(stream)
  }

  function replace(before: Stream, stream: Stream): void {
    const running = streamIndex.running(stream.id)
    if (running === undefined) streamIndex.correct(stream)
    else streamIndex.update({ ...running, stream })
    changes.emit({ kind: 'changed', stream, before })
  }

  async function recall(id: string): Promise<Stream | undefined> {
    const reported = streamIndex.reportedAs(id)
    const held =
      streamIndex.find(id) ?? reported.findLast(({ phase }) => phase !== 'ended') ?? reported.at(-1)
    if (held !== undefined) return held
    try {
      const kept = await lookUp(() => store.get(id))
      if (kept?.endedAtMs === null) restore(kept) // the store could not be read when we loaded
      return kept
    } catch (error) {
      logger.debug({ streamId: id, reason: messageOf(error) }, 'a stream could not be looked up in the store')
      return undefined
    }
  }

  async function settled(stream: Stream): Promise<Stream> {
    await saver.settled(stream.id)
    return streamIndex.find(stream.id) ?? stream
  }

  async function load(): Promise<void> {
    const streams = await store.load(clock.now() - ENDED_WINDOW_MS)
    for (const stream of streams.toSorted((a, b) => (a.endedAtMs ?? 0) - (b.endedAtMs ?? 0))) restore(stream)
    forgetEnded(clock.elapsedMs())
  }

  function restore(stream: Stream): void {
    if (streamIndex.find(stream.id) !== undefined) return
    titles.learn(stream)
    const elapsedMs = clock.elapsedMs()
    if (stream.endedAtMs === null) {
      streamIndex.add({ stream, vitals: newVitals(elapsedMs, knownVitals(stream)), savedAtMs: elapsedMs })
    } else streamIndex.retire(stream, elapsedMs - Math.max(0, clock.now() - stream.endedAtMs))
    changes.emit({ kind: 'changed', stream, before: null })
  }

  function forgetEnded(elapsedMs: number): void {
    for (const stream of streamIndex.forget(elapsedMs - ENDED_WINDOW_MS, endedLimit)) {
      saver.forget(stream.id)
      changes.emit({ kind: 'gone', stream })
    }
  }

  function checkpoint(elapsedMs: number): void {
    for (const running of [...streamIndex.all()]) {
      if (elapsedMs - running.savedAtMs < CHECKPOINT_MS) continue
      streamIndex.update({ ...running, savedAtMs: elapsedMs })
      void saver.save(running.stream)
    }
  }

  return {
    streamIndex,
    changes,
    used: usage.used,
    load,
    begin,
    advance,
    finish,
    beginStop: (id, reason = 'stopped') => stops.begin(id, reason),
    setTitle,
    noteInUse: usage.noteInUse,
    recall,
    settled,
    counters: () => counters,
    tidy: () => {
      forgetEnded(clock.elapsedMs())
      if (saver.isCaughtUp()) checkpoint(clock.elapsedMs())
      else void saver.retry()
    },
    flush: async () => {
      await Promise.all([...streamIndex.all()].map(({ stream }) => saver.save(stream)))
    },
  }
}

function knownVitals({ downloaded, firstDataAtMs, phase }: Stream): Parameters<typeof newVitals>[1] {
  return { downloaded, hasGrown: firstDataAtMs !== null, hasPlayed: phase !== 'starting' }
}
