// The streams that are known here: what they are, how they change and how they end. `tracking` keeps them, `sampling` reads
// their statistics, `actions` does things to them on their engines.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { StreamUsage } from '../engines/ports.ts'
import type { Sample } from '../history/sample.ts'
import { createEmitter, type Emitter } from '../lib/emitter.ts'
import type { EngineDirectory, EngineStat, SessionClient, StatReading } from './ports.ts'
import { createEngineDeaths } from './reports/engine-deaths.ts'
import type { EndReport, StartReport } from './reports/report.ts'
import { createReports, type EndAnswer } from './reports/reports.ts'
import { toSample } from './sampling/reading.ts'
import {
  type Ending,
  type EndReason,
  type LivePhase,
  livePhaseOf,
  replacedBy,
  type StopReason,
  type Stream,
  type StreamIds,
  withPhase,
  withSample,
} from './stream.ts'
import { createLifecycle, type Lifecycle, type LifecycleOptions } from './tracking/lifecycle.ts'
import { judge, type Surroundings } from './tracking/phase.ts'

const MOST_ENDED_IN_MEMORY = 2_000

export interface TrackerOptions extends Omit<LifecycleOptions, 'endedLimit'> {
  readonly engines: EngineDirectory
  /** Asked where a report leaves open which session it is about. */
  readonly sessions: Pick<SessionClient, 'stat'>
  /** A new id of our own for the stream that was reported under this one. */
  readonly newId: (reportedId: string) => string
  /** `STREAM_LOST_AFTER_S`. */
  readonly lostAfterMs: number
  /** `STREAM_ABANDONED_AFTER_S`; infinite: never. */
  readonly abandonedAfterMs: number
  readonly endedLimit?: number
}

export interface Abandoned {
  readonly id: string
  readonly why: Reason
}

export interface StreamFilter {
  readonly status?: 'started' | 'ended'
  readonly engineId?: string
}

/** Why the streams of an engine that can't serve them any more end. */
export type EngineEndReason = Extract<
  EndReason,
  'engine_gone' | 'engine_removed' | 'engine_unhealthy' | 'vpn_lost'
>

/** Sums over the started streams of one engine; null where none of them is measured. Speeds in KiB/s. */
export interface EngineLoad {
  readonly speedDown: number | null
  readonly speedUp: number | null
  readonly peers: number | null
}

export type PhaseCounts = Readonly<Record<LivePhase, number>> & { readonly started: number }

/**
 * The one owner of streams. Events, readings, dead engines and stops come in; immutable snapshots and changes go out.
 * Every stream ends exactly once, whatever comes in which order. What it answers is committed, or says `stored:false`.
 */
export interface Tracker
  extends StreamUsage,
    Pick<Lifecycle, 'changes' | 'used' | 'load' | 'beginStop' | 'setTitle' | 'counters' | 'tidy' | 'flush'> {
  /**
   * Throws `validation`, `unknown_engine` or `too_many_streams`; a session told before is answered unchanged, also when
   * it has ended.
   */
  started(report: StartReport, source?: Stream['source'], reporter?: string | null): Promise<Stream>
  ended(report: EndReport): Promise<EndAnswer>
  /**
   * Takes in one reading of `stat_url`. Answers the sample it holds, null when it holds none (a gap), undefined
   * when the stream is not started (any more).
   */
  applyReading(id: string, reading: StatReading): Sample | null | undefined
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
  /** At each reading of a stream that nobody seems to watch: it is to be stopped on its engine. */
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
   * Takes up every started stream and the recently ended ones, before anything else; again when the store could not be
   * read then. Rejects when it can't be read.
   */
  load(): Promise<void>
  /** Housekeeping in small steps: forgets what is old, writes running sums, retries what is not stored. */
  tidy(): void
}

export function createTracker(options: TrackerOptions): Tracker {
  const { engines, clock, lostAfterMs, abandonedAfterMs } = options
  const life = createLifecycle({ ...options, endedLimit: options.endedLimit ?? MOST_ENDED_IN_MEMORY })
  const { streamIndex, finish, settled } = life
  const abandoned = createEmitter<Abandoned>()
  const deaths = createEngineDeaths(clock)
  const reports = createReports({ ...options, life, deathOf: deaths.endingOf })

  function applyReading(id: string, reading: StatReading): Sample | null | undefined {
    const running = streamIndex.running(id)
    if (running === undefined) return undefined
    const { stream } = running
    const successor = reading.kind === 'ok' ? successorOf(stream, reading.stat) : undefined
    if (successor !== undefined) {
      finish(id, replacedBy(successor))
      return undefined
    }
    const { vitals, verdict, grew } = judge(running.vitals, reading, surroundingsOf(stream))
    if (verdict.kind === 'end') {
      finish(id, { reason: verdict.reason, detail: verdict.detail, replacedBy: null })
      return undefined
    }
    const sample = reading.kind === 'ok' ? toSample(reading.stat, clock.now()) : null
    const read = reading.kind === 'ok' && sample ? withSample(stream, sample, reading.stat, grew) : stream
    life.advance(withPhase(read, verdict.phase, verdict.reason, clock.now()), vitals)
    if (grew) life.noteInUse(stream.engineId)
    if (verdict.abandoned !== undefined) abandoned.emit({ id, why: verdict.abandoned })
    return sample
  }

  /** Both `stat_url`s of one content tell of its current session: the other stream's, if it has that session. */
  function successorOf(stream: Stream, { playbackSessionId }: EngineStat): Stream | undefined {
    if (playbackSessionId === null || playbackSessionId === stream.sessionId) return undefined
    for (const id of streamIndex.startedOn(stream.engineId)) {
      const other = streamIndex.running(id)?.stream
      if (other?.sessionId === playbackSessionId) return other
    }
    return undefined
  }

  function surroundingsOf(stream: Stream): Surroundings {
    const engine = engines.find(stream.engineId)
    return {
      phase: livePhaseOf(stream),
      phaseReason: stream.phaseReason,
      isLive: stream.isLive,
      elapsedMs: clock.elapsedMs(),
      nowMs: clock.now(),
      engineAnswers: engine?.answering === true && engine.dial !== null,
      hasReader: engine?.delivering === true && !isDeliveringAnother(stream),
      lostAfterMs,
      abandonedAfterMs,
    }
  }

  /** What its engine delivers may all be for another stream. */
  function isDeliveringAnother({ id, engineId }: Stream): boolean {
    return streamIndex
      .startedOn(engineId)
      .some((each) => each !== id && streamIndex.running(each)?.stream.phase === 'active')
  }

  function engineGone(engineId: string, reason: EngineEndReason, detail: Reason | null): void {
    const ending: Ending = { reason, detail, replacedBy: null }
    deaths.add(engineId, ending)
    for (const id of streamIndex.startedOn(engineId)) finish(id, ending)
  }

  function keepOnlyEngines(engineIds: ReadonlySet<string>): void {
    const missing = new Set<string>()
    for (const { stream } of streamIndex.all())
      if (!engineIds.has(stream.engineId)) missing.add(stream.engineId)
    for (const engineId of missing) engineGone(engineId, 'engine_gone', { code: 'engine_disappeared' })
  }

  function list({ status, engineId }: StreamFilter = {}): readonly Stream[] {
    const found: Stream[] = []
    if (status !== 'ended') for (const { stream } of streamIndex.all()) found.push(stream)
    if (status !== 'started') found.push(...streamIndex.ended())
    const wanted = engineId === undefined ? found : found.filter((stream) => stream.engineId === engineId)
    return wanted.sort((a, b) => b.startedAtMs - a.startedAtMs)
  }

  function counts(): PhaseCounts {
    const counts = { starting: 0, active: 0, stalled: 0, unknown: 0, started: streamIndex.runningCount }
    for (const { stream } of streamIndex.all()) counts[livePhaseOf(stream)]++
    return counts
  }

  return {
    changes: life.changes,
    abandoned,
    used: life.used,
    load: life.load,
    started: (report, source = 'event', reporter = null) => reports.started(report, source, reporter),
    ended: reports.ended,
    applyReading,
    end: async (id, reason, detail, successor) => {
      const kept = await life.recall(id)
      const stream =
        finish(id, { reason, detail, replacedBy: successor ?? null }) ?? streamIndex.find(id) ?? kept
      return stream === undefined ? undefined : settled(stream)
    },
    engineGone,
    keepOnlyEngines,
    beginStop: life.beginStop,
    setTitle: life.setTitle,
    list,
    get: life.recall,
    *running() {
      for (const { stream } of streamIndex.all()) yield stream
    },
    startedOn: streamIndex.startedOn,
    reportedOn: (engineId) =>
      streamIndex.startedOn(engineId).flatMap((id) => streamIndex.running(id)?.stream.reportedId ?? []),
    loadOf: (engineId) => sumOf(streamIndex.startedOn(engineId).map((id) => streamIndex.running(id)?.stream)),
    counts,
    counters: life.counters,
    flush: life.flush,
    tidy: () => {
      life.tidy()
      reports.forgetOld()
      deaths.forgetOld()
    },
  }
}

function sumOf(streams: readonly (Stream | undefined)[]): EngineLoad {
  const sum = (value: (stream: Stream) => number | null) =>
    streams.reduce<number | null>((total, stream) => {
      const each = stream === undefined ? null : value(stream)
      return each === null ? total : (total ?? 0) + each
    }, null)
  return {
    speedDown: sum((stream) => stream.speedDown),
    speedUp: sum((stream) => stream.speedUp),
    peers: sum((stream) => stream.peers),
  }
}
