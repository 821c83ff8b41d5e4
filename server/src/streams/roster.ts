import type { Vitals } from './phase.ts'
import type { Stream } from './stream.ts'

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

const NONE: readonly string[] = []

/** The tracker's memory: started streams by id and by engine, and the recently ended ones. Nothing else holds any. */
export interface Roster {
  running(id: string): Running | undefined
  all(): Iterable<Running>
  readonly runningCount: number
  /** Ids of the started streams on this engine, oldest first; the same array until they change. */
  startedOn(engineId: string): readonly string[]
  find(id: string): Stream | undefined
  ended(): Iterable<Stream>
  add(running: Running): void
  /** Replaces a running stream by a newer state of itself. */
  update(running: Running): void
  /** Replaces the state of an ended stream. */
  correct(stream: Stream): void
  /** Moves a stream from the running ones to the ended ones, or adds one that had ended before. */
  retire(stream: Stream, atMs: number): void
  /** Drops the ended streams that retired before then, and the oldest above `limit`; returns their ids. */
  forget(retiredBeforeMs: number, limit: number): readonly string[]
}

export function createRoster(): Roster {
  const running = new Map<string, Running>()
  const ended = new Map<string, Retired>()
  const byEngine = new Map<string, readonly string[]>()

  function setEngine(engineId: string, ids: readonly string[]): void {
    if (ids.length === 0) byEngine.delete(engineId)
    else byEngine.set(engineId, ids)
  }
  const startedOn = (engineId: string) => byEngine.get(engineId) ?? NONE

  return {
    running: (id) => running.get(id),
    all: () => running.values(),
    get runningCount() {
      return running.size
    },
    startedOn,
    find: (id) => running.get(id)?.stream ?? ended.get(id)?.stream,
    *ended() {
      for (const { stream } of ended.values()) yield stream
    },
    add: (entry) => {
      const { id, engineId } = entry.stream
      running.set(id, entry)
      setEngine(engineId, [...startedOn(engineId), id])
    },
    update: (entry) => {
      running.set(entry.stream.id, entry)
    },
    correct: (stream) => {
      const entry = ended.get(stream.id)
      if (entry !== undefined) ended.set(stream.id, { ...entry, stream })
    },
    retire: (stream, atMs) => {
      if (running.delete(stream.id)) {
        const others = startedOn(stream.engineId).filter((id) => id !== stream.id)
        setEngine(stream.engineId, others)
      }
      ended.set(stream.id, { stream, retiredAtMs: atMs })
    },
    forget: (retiredBeforeMs, limit) => {
      const dropped: string[] = []
      for (const [id, { retiredAtMs }] of ended) {
        if (ended.size <= limit && retiredAtMs >= retiredBeforeMs) continue
        ended.delete(id)
        dropped.push(id)
      }
      return dropped
    },
  }
}
