import type { Vitals } from '../judging/phase.ts'
import type { Stream } from '../stream.ts'
import { createIdLists } from './id-lists.ts'

/** A started stream with what only matters while it runs. Times here are monotonic milliseconds. */
export interface Running {
  readonly stream: Stream
  readonly vitals: Vitals
  readonly savedAtMs: number
}

interface Retired {
  readonly stream: Stream
  readonly retiredAtMs: number
}

/** The tracker's memory: started streams by id and by engine, and the recently ended ones. Nothing else holds any. */
export interface StreamIndex {
  running(id: string): Running | undefined
  all(): Iterable<Running>
  readonly runningCount: number
  /** Ids of the started streams on this engine, oldest first; the same array until they change. */
  startedOn(engineId: string): readonly string[]
  find(id: string): Stream | undefined
  /** Every play in memory that was reported under this id, the latest begun last. */
  reportedAs(reportedId: string): readonly Stream[]
  ended(): Iterable<Stream>
  /** When a stream that is still in memory ended. */
  retiredAtMs(id: string): number | undefined
  add(running: Running): void
  /** Replaces a running stream by a newer state of itself. */
  update(running: Running): void
  /** Replaces the state of an ended stream. */
  correct(stream: Stream): void
  /** Moves a stream from the running ones to the ended ones, or adds one that had ended before. */
  retire(stream: Stream, atMs: number): void
  /** Drops the ended streams that retired before then, and the oldest above `limit`; returns them. */
  forget(retiredBeforeMs: number, limit: number): readonly Stream[]
}

export function createStreamIndex(): StreamIndex {
  const running = new Map<string, Running>()
  const ended = new Map<string, Retired>()
  const byEngine = createIdLists()
  const byReportedId = createIdLists()
  const find = (id: string) => running.get(id)?.stream ?? ended.get(id)?.stream

  return {
    running: (id) => running.get(id),
    all: () => running.values(),
    get runningCount() {
      return running.size
    },
    startedOn: byEngine.of,
    find,
    reportedAs: (reportedId) =>
      byReportedId
        .of(reportedId)
        .flatMap((id) => find(id) ?? [])
        .toSorted((a, b) => a.startedAtMs - b.startedAtMs),
    *ended() {
      for (const { stream } of ended.values()) yield stream
    },
    retiredAtMs: (id) => ended.get(id)?.retiredAtMs,
    add: (entry) => {
      const { id, reportedId, engineId } = entry.stream
      running.set(id, entry)
      byEngine.add(engineId, id)
      byReportedId.add(reportedId, id)
    },
    update: (entry) => {
      running.set(entry.stream.id, entry)
    },
    correct: (stream) => {
      const entry = ended.get(stream.id)
      if (entry !== undefined) ended.set(stream.id, { ...entry, stream })
    },
    retire: (stream, atMs) => {
      if (running.delete(stream.id)) byEngine.remove(stream.engineId, stream.id)
      byReportedId.add(stream.reportedId, stream.id)
      ended.set(stream.id, { stream, retiredAtMs: atMs })
    },
    forget: (retiredBeforeMs, limit) => {
      const dropped: Stream[] = []
      for (const [id, { stream, retiredAtMs }] of ended) {
        if (ended.size <= limit && retiredAtMs >= retiredBeforeMs) continue
        ended.delete(id)
        byReportedId.remove(stream.reportedId, id)
        dropped.push(stream)
      }
      return dropped
    },
  }
}
