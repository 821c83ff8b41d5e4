import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EventRecorder } from '../../journal/journal-event.ts'
import { same } from '../../lib/same.ts'
import { endedEvent, phaseEvent, startedEvent } from '../events.ts'
import { newVitals, type Vitals } from '../judging/phase.ts'
import { type Ending, type Stream, withEnd } from '../stream.ts'
import type { EngineUsage } from './engine-usage.ts'
import type { Memory } from './memory.ts'
import type { PendingStops } from './pending-stops.ts'

/** Streams that began and ended since our start, each once. */
export interface Counters {
  readonly started: number
  readonly ended: number
}

/** Begin, advance, finish: every step is kept in memory, written, recorded in the journal and shown, in that order. */
export interface Transitions {
  /** Under its title from the first moment, where another stream of the content has one. `warning`: what its report lacked. */
  begin(untitled: Stream, warning?: Reason | null): void
  /** A newer state of a started stream: shown if its phase or reason changed, recorded and written if its phase did. */
  advance(stream: Stream, vitals: Vitals): void
  /** Undefined when it is not started (any more): the one gate that makes every end the only one. */
  finish(id: string, ending: Ending): Stream | undefined
  counters(): Counters
}

export function createTransitions(
  { clock, streamIndex, changes, titles, saver }: Memory,
  recorder: EventRecorder,
  stops: Pick<PendingStops, 'applyTo'>,
  usage: Pick<EngineUsage, 'note'>,
): Transitions {
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

  return { begin, advance, finish, counters: () => counters }
}
