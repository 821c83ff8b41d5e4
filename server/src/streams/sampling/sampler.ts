// Reading statistics: when each stream is read, how many reads each engine gets, and what comes of a reading.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../../lib/clock.ts'
import type { Emitter } from '../../lib/emitter.ts'
import { isAbort, messageOf, reasonOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import { startLoop } from '../../lib/loop.ts'
import type {
  EngineDirectory,
  EngineRef,
  RecentSamples,
  SampleStore,
  SessionClient,
  StatReading,
} from '../ports.ts'
import type { Stream } from '../stream.ts'
import type { Tracker } from '../tracker.ts'
import { type Beat, createBeats } from './beat.ts'
import { nextSlot, offsetOf, periodOf, slotAfter } from './pace.ts'
import { createPerEngineQueue } from './per-engine-queue.ts'

/** The shortest rest between two passes: slots that fall into one tick are read together. */
const TICK_MS = 50
/** The longest rest, so that housekeeping goes on while nothing plays. */
const IDLE_MS = 5000
const TIDY_EVERY_MS = 5000
/** Sockets for statistics, over all engines. */
const MOST_READS = 256

export interface SamplerOptions {
  readonly tracker: Pick<Tracker, 'running' | 'applyReading' | 'changes' | 'tidy'>
  readonly engines: Pick<EngineDirectory, 'find'>
  readonly sessions: Pick<SessionClient, 'stat'>
  readonly samples: Pick<SampleStore, 'append'>
  readonly recent: Pick<RecentSamples, 'append' | 'drop'>
  readonly clock: Clock
  readonly logger: Logger
  /** `COLLECT_INTERVAL_S`. */
  readonly intervalMs: number
  /** Deadline of one reading. */
  readonly timeoutMs: number
  /** A reading failed: its engine should be probed now. */
  readonly onMiss: (engineId: string) => void
}

export interface Sampler {
  readonly beats: Emitter<Beat>
  /** Readings since the start, and those that brought nothing. */
  counters(): { readonly readings: number; readonly misses: number }
  stop(): Promise<void>
}

interface Plan {
  dueAtMs: number
  readonly offset: number
  readonly watchedSinceMs: number
  underWay: boolean
}

/**
 * Reads every started stream's statistics in its own fixed slot of the interval. A reading that fails is a gap with
 * its reason, never a repeated value; an engine that hangs holds one connection and delays nobody else.
 */
export function startSampler(options: SamplerOptions): Sampler {
  const { tracker, engines, sessions, clock, logger, timeoutMs } = options
  const life = new AbortController()
  const queue = createPerEngineQueue(MOST_READS)
  const { beats, add } = createBeats(clock, life.signal)
  const plans = new Map<string, Plan>()
  const underWay = new Set<Promise<void>>()
  let planned = 0
  let isFirstPass = true
  let tidyAtMs = clock.elapsedMs() + TIDY_EVERY_MS
  let counters = { readings: 0, misses: 0 }

  /** A stream that begins is read at once; those found at our start begin in their slots, not all together. */
  function newPlan(nowMs: number): Plan {
    const offset = offsetOf(planned++)
    const dueAtMs = isFirstPass ? nextSlot(nowMs, options.intervalMs, offset) : nowMs
    return { dueAtMs, offset, watchedSinceMs: nowMs, underWay: false }
  }

  async function pass(): Promise<number> {
    const nowMs = clock.elapsedMs()
    let nextMs = nowMs + IDLE_MS
    for (const stream of tracker.running()) {
      if (stream.statPath === '') continue
      const plan = plans.get(stream.id) ?? newPlan(nowMs)
      plans.set(stream.id, plan)
      if (plan.dueAtMs <= nowMs) attempt(stream, plan, nowMs)
      nextMs = Math.min(nextMs, plan.dueAtMs)
    }
    isFirstPass = false
    if (nowMs >= tidyAtMs) {
      tracker.tidy()
      tidyAtMs = nowMs + TIDY_EVERY_MS
    }
    return Math.max(TICK_MS, nextMs - clock.elapsedMs())
  }

  function attempt(stream: Stream, plan: Plan, nowMs: number): void {
    const periodMs = periodOf(stream.phase === 'starting', nowMs - plan.watchedSinceMs, options)
    const engine = engines.find(stream.engineId)
    const admission = plan.underWay || !engine?.dial ? 'refused' : queue.admit(engine.id)
    const isLate = nowMs - plan.dueAtMs >= periodMs / 2
    if (admission === 'wait' && !isLate) return // stays due: tried again in the next pass
    plan.dueAtMs = slotAfter(nowMs, periodMs, plan.offset)
    if (admission === 'begin' && engine) begin(stream, engine, plan)
    else if (!plan.underWay) take(stream, { kind: 'miss', reason: reasonOfGap(engine, admission) })
  }

  function begin(stream: Stream, engine: EngineRef, plan: Plan): void {
    plan.underWay = true
    queue.begun(engine.id)
    const reading = read(stream, engine, plan)
    underWay.add(reading)
    void reading.finally(() => underWay.delete(reading))
  }

  async function read(stream: Stream, engine: EngineRef, plan: Plan): Promise<void> {
    const beganMs = clock.elapsedMs()
    const reading = await ask(stream, engine)
    const timedOut = reading?.kind === 'miss' && clock.elapsedMs() - beganMs >= timeoutMs * 0.9
    plan.underWay = false
    queue.finished(engine.id, timedOut ? 'timed_out' : 'answered')
    if (reading === undefined) return
    take(stream, reading)
    if (reading.kind === 'miss') options.onMiss(engine.id)
  }

  /** Undefined: we are stopping. */
  async function ask(stream: Stream, { dial }: EngineRef): Promise<StatReading | undefined> {
    if (dial === null) return undefined
    try {
      return await sessions.stat(dial, stream.statPath, timeoutMs, life.signal)
    } catch (error) {
      if (isAbort(error, life.signal)) return undefined
      logger.error({ streamId: stream.id, reason: messageOf(error) }, 'reading statistics broke off')
      return { kind: 'miss', reason: reasonOf(error) }
    }
  }

  function take({ id, reportedId }: Stream, reading: StatReading): void {
    const sample = tracker.applyReading(id, reading)
    const missed = reading.kind === 'miss'
    counters = { readings: counters.readings + 1, misses: counters.misses + (missed ? 1 : 0) }
    if (!sample || reading.kind !== 'ok') return
    options.recent.append(id, sample)
    options.samples.append(id, sample)
    add({ streamId: id, reportedId, sample, progress: reading.stat.progress })
  }

  const loop = startLoop(clock, pass)
  const unsubscribe = tracker.changes.on((change) => {
    if (change.kind === 'gone') return
    if (change.before === null) loop.wake()
    if (change.stream.phase !== 'ended') return
    plans.delete(change.stream.id)
    options.recent.drop(change.stream.id)
  })

  return {
    beats,
    counters: () => counters,
    stop: async () => {
      unsubscribe()
      life.abort()
      await loop.stop()
      await Promise.all(underWay)
    },
  }
}

function reasonOfGap(engine: EngineRef | undefined, admission: 'begin' | 'wait' | 'refused'): Reason {
  if (!engine) return { code: 'engine_not_known' }
  if (!engine.dial) return { code: 'engine_without_address' }
  return { code: admission === 'refused' ? 'previous_request_open' : 'engine_too_slow' }
}
