// What a reading of statistics makes of its stream: its phase, its end, or a sample.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Sample } from '../../history/sample.ts'
import type { Clock } from '../../lib/clock.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import type { Live } from '../../lib/live.ts'
import type { EngineDirectory, EngineStat, StatReading } from '../ports.ts'
import { toSample } from '../sampling/reading.ts'
import { livePhaseOf, replacedBy, type Stream, withDiagnosis, withPhase, withSample } from '../stream.ts'
import type { Lifecycle } from '../tracking/lifecycle.ts'
import { diagnose, recentSpeedAfter } from './diagnosis.ts'
import { judge, type PhaseVerdict, type Surroundings } from './phase.ts'

export interface Abandoned {
  readonly id: string
  readonly why: Reason
}

/** How long a stream may be silent. */
export interface Patience {
  /** `STREAM_LOST_AFTER_S`. */
  readonly lostAfterMs: number
  /** `STREAM_ABANDONED_AFTER_S`; infinite: never. */
  readonly abandonedAfterMs: number
}

export interface ReadingsOptions {
  readonly engines: EngineDirectory
  readonly clock: Clock
  readonly patience: Live<Patience>
}

export interface Readings {
  /**
   * Takes in one reading of `stat_url`. Answers the sample it holds, null when it holds none (a gap), undefined
   * when the stream is not started (any more).
   */
  apply(id: string, reading: StatReading): Sample | null | undefined
  /** At each reading of a stream that nobody seems to watch: it is to be stopped on its engine. */
  readonly abandoned: Emitter<Abandoned>
}

export function createReadings(options: ReadingsOptions, life: Lifecycle): Readings {
  const { clock } = options
  const { streamIndex, finish } = life
  const abandoned = createEmitter<Abandoned>()
  const speeds = new Map<string, number>()

  function apply(id: string, reading: StatReading): Sample | null | undefined {
    const running = streamIndex.running(id)
    if (running === undefined) return undefined
    const { stream } = running
    const successor = reading.kind === 'ok' ? successorOf(streamIndex, stream, reading.stat) : undefined
    if (successor !== undefined) {
      finish(id, replacedBy(successor))
      return undefined
    }
    const { vitals, verdict, grew } = judge(
      running.vitals,
      reading,
      surroundingsOf(options, streamIndex, stream),
    )
    if (verdict.kind === 'end') {
      finish(id, { reason: verdict.reason, detail: verdict.detail, replacedBy: null })
      return undefined
    }
    const sample = reading.kind === 'ok' ? toSample(reading.stat, clock.now()) : null
    const read = reading.kind === 'ok' && sample ? withSample(stream, sample, reading.stat, grew) : stream
    const after = diagnosed(withPhase(read, verdict.phase, verdict.reason, clock.now()), sample)
    life.advance(after, vitals)
    noteUse(stream, verdict, grew)
    return sample && { ...sample, behindLiveS: after.behindLiveS, diagnosis: after.diagnosis?.code ?? null }
  }

  function diagnosed(stream: Stream, sample: Sample | null): Stream {
    const speed = recentSpeedAfter(speeds.get(stream.id) ?? null, sample?.speedDown ?? null)
    if (speed !== null) speeds.set(stream.id, speed)
    const signs = options.engines.find(stream.engineId)?.signs
    return withDiagnosis(
      stream,
      diagnose(stream, signs, speed, streamIndex.startedOn(stream.engineId).length),
      clock.now(),
    )
  }

  life.changes.on((change) => {
    if (change.kind === 'gone' || change.stream.phase === 'ended') speeds.delete(change.stream.id)
  })

  function noteUse({ id, engineId }: Stream, verdict: PhaseVerdict, grew: boolean): void {
    if (grew) life.noteInUse(engineId)
    if (verdict.abandoned !== undefined) abandoned.emit({ id, why: verdict.abandoned })
  }

  return { apply, abandoned }
}

type Index = Lifecycle['streamIndex']

/** Both `stat_url`s of one content show its current session: the other stream's, if it has that session. */
function successorOf(index: Index, stream: Stream, { playbackSessionId }: EngineStat): Stream | undefined {
  if (playbackSessionId === null || playbackSessionId === stream.sessionId) return undefined
  for (const id of index.startedOn(stream.engineId)) {
    const other = index.running(id)?.stream
    if (other?.sessionId === playbackSessionId) return other
  }
  return undefined
}

function surroundingsOf(options: ReadingsOptions, index: Index, stream: Stream): Surroundings {
  const { clock, patience } = options
  const engine = options.engines.find(stream.engineId)
  return {
    phase: livePhaseOf(stream),
    phaseReason: stream.phaseReason,
    isLive: stream.isLive,
    elapsedMs: clock.elapsedMs(),
    nowMs: clock.now(),
    engineAnswers: engine?.answering === true && engine.dial !== null,
    hasReader: engine?.delivering === true && !isDeliveringAnother(index, stream),
    ...patience.get(),
  }
}

/** What its engine delivers may all be for another stream. */
function isDeliveringAnother(index: Index, { id, engineId }: Stream): boolean {
  return index
    .startedOn(engineId)
    .some((each) => each !== id && index.running(each)?.stream.phase === 'active')
}
