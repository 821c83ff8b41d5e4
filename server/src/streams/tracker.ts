// The streams that are known here: what they are, how they change and how they end. `reports` starts and ends them, `tracking` keeps
// them, `sampling` reads their statistics, `judging` decides what a reading means, `actions` stops and names them on their engines.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { StreamUsage } from '../engines/ports.ts'
import type { Clock } from '../lib/clock.ts'
import type { Emitter } from '../lib/emitter.ts'
import { type Abandoned, createReadings, type Readings, type ReadingsOptions } from './judging/readings.ts'
import type { SessionClient } from './ports.ts'
import { createEngineDeaths } from './reports/engine-deaths.ts'
import type { EndReport, StartReport } from './reports/report.ts'
import { createReports, type EndAnswer } from './reports/reports.ts'
import type { Ending, EndReason, StopReason, Stream, StreamIds } from './stream.ts'
import { createLifecycle, type Lifecycle, type LifecycleOptions } from './tracking/lifecycle.ts'
import {
  countPhases,
  type EngineLoad,
  listStreams,
  type PhaseCounts,
  type StreamFilter,
  streamsOn,
  sumOf,
} from './tracking/queries.ts'

const MOST_ENDED_IN_MEMORY = 2_000

export interface TrackerOptions extends Omit<LifecycleOptions, 'endedLimit'>, ReadingsOptions {
  readonly clock: Clock
  /** Asked where a report leaves open which session it is about. */
  readonly sessions: Pick<SessionClient, 'stat'>
  /** A new id of our own for the stream that was reported under this one. */
  readonly newId: (reportedId: string) => string
  readonly endedLimit?: number
}

/** Why the streams of an engine that can't serve them any more end. */
export type EngineEndReason = Extract<
  EndReason,
  'engine_gone' | 'engine_removed' | 'engine_unhealthy' | 'vpn_lost'
>

/**
 * The one owner of streams. Events, readings, dead engines and stops come in; immutable snapshots and changes go out.
 * Every stream ends exactly once, whatever comes in which order. What it answers is committed, or says `stored:false`.
 */
export interface Tracker
  extends StreamUsage,
    Pick<Lifecycle, 'changes' | 'used' | 'load' | 'beginStop' | 'setTitle' | 'counters' | 'tidy' | 'flush'> {
  /**
   * Throws `validation`, `unknown_engine` or `too_many_streams`; a session reported before is answered unchanged, also when
   * it has ended.
   */
  started(report: StartReport, source?: Stream['source'], reporter?: string | null): Promise<Stream>
  ended(report: EndReport): Promise<EndAnswer>
  readonly applyReading: Readings['apply']
  /** Ends a stream; one that has ended already is answered as it is, an unknown one as undefined. */
  end(
    id: string,
    reason: EndReason,
    detail: Reason | null,
    replacedBy?: StreamIds,
  ): Promise<Stream | undefined>
  /** Ends all streams of an engine that died or was taken away. */
  engineGone(engineId: string, reason: EngineEndReason, detail: Reason | null): void
  /** After a whole, trusted list of the engines that exist: streams on any other end as `engine_gone`. */
  keepOnlyEngines(engineIds: ReadonlySet<string>): void
  /** Until the returned release is called, an end that a stop causes elsewhere has the reason of the stop. */
  beginStop(id: string, reason?: StopReason): () => void
  readonly abandoned: Emitter<Abandoned>
  /** Newest first, from memory: the started ones and those ended in the last 24 h. */
  list(filter?: StreamFilter): readonly Stream[]
  /** By our own id, else the newest reported under it; from memory, else from the store. */
  get(id: string): Promise<Stream | undefined>
  /** The started ones, oldest first. */
  running(): Iterable<Stream>
  /** What their reporters call the started streams of this engine, oldest first. */
  reportedOn(engineId: string): readonly string[]
  loadOf(engineId: string): EngineLoad
  counts(): PhaseCounts
  /**
   * Restores every started stream and the recently ended ones, before anything else; again when the store could not be
   * read then. Rejects when it can't be read.
   */
  load(): Promise<void>
  /** Housekeeping in small steps: forgets what is old, writes running sums, retries what is not stored. */
  tidy(): void
}

export function createTracker(options: TrackerOptions): Tracker {
  const life = createLifecycle({ ...options, endedLimit: options.endedLimit ?? MOST_ENDED_IN_MEMORY })
  const { streamIndex, finish } = life
  const deaths = createEngineDeaths(options.clock)
  const reports = createReports({ ...options, life, deathOf: deaths.endingOf })
  const readings = createReadings(options, life)

  async function end(id: string, ending: Ending): Promise<Stream | undefined> {
    const kept = await life.recall(id)
    const stream = finish(id, ending) ?? streamIndex.find(id) ?? kept
    return stream === undefined ? undefined : life.settled(stream)
  }

  function engineGone(engineId: string, reason: EngineEndReason, detail: Reason | null): void {
    const ending: Ending = { reason, detail, replacedBy: null }
    deaths.add(engineId, ending)
    for (const id of streamIndex.startedOn(engineId)) finish(id, ending)
  }

  function keepOnlyEngines(engineIds: ReadonlySet<string>): void {
    const used = new Set([...streamIndex.all()].map(({ stream }) => stream.engineId))
    for (const engineId of used)
      if (!engineIds.has(engineId)) engineGone(engineId, 'engine_gone', { code: 'engine_disappeared' })
  }

  return {
    changes: life.changes,
    used: life.used,
    load: life.load,
    beginStop: life.beginStop,
    setTitle: life.setTitle,
    counters: life.counters,
    flush: life.flush,
    started: (report, source = 'event', reporter = null) => reports.started(report, source, reporter),
    ended: reports.ended,
    applyReading: readings.apply,
    abandoned: readings.abandoned,
    end: (id, reason, detail, successor) => end(id, { reason, detail, replacedBy: successor ?? null }),
    engineGone,
    keepOnlyEngines,
    list: (filter = {}) => listStreams(streamIndex, filter),
    get: life.recall,
    *running() {
      for (const { stream } of streamIndex.all()) yield stream
    },
    startedOn: streamIndex.startedOn,
    reportedOn: (engineId) => streamsOn(streamIndex, engineId).map(({ reportedId }) => reportedId),
    loadOf: (engineId) => sumOf(streamsOn(streamIndex, engineId)),
    counts: () => countPhases(streamIndex),
    tidy: () => {
      life.tidy()
      reports.forgetOld()
      deaths.forgetOld()
    },
  }
}
