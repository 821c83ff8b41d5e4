// Reading statistics: when each stream is read, how many reads each engine gets, and what comes of a reading.
import type { Clock } from '../../lib/clock.ts'
import type { Emitter } from '../../lib/emitter.ts'
import type { Live } from '../../lib/live.ts'
import { startLoop } from '../../lib/loop.ts'
import type { EngineDirectory } from '../ports.ts'
import type { Stream } from '../stream.ts'
import type { Tracker } from '../tracker.ts'
import { attemptOf } from './attempt.ts'
import type { Beat } from './beat.ts'
import { createIntake, type IntakeOptions, type ReadingCounts } from './intake.ts'
import { type Pace, periodOf, slotAfter } from './pace.ts'
import { createPerEngineQueue } from './per-engine-queue.ts'
import { createReads, type ReadsOptions } from './reads.ts'
import { createSchedule, type Plan } from './schedule.ts'

/** The shortest rest between two passes: slots that fall into one tick are read together. */
const TICK_MS = 50
/** The longest rest, so that housekeeping goes on while nothing plays. */
const IDLE_MS = 5000
const TIDY_EVERY_MS = 5000
/** Sockets for statistics, over all engines. */
const MOST_READS = 256

export interface SamplerOptions extends ReadsOptions, IntakeOptions {
  readonly tracker: IntakeOptions['tracker'] & Pick<Tracker, 'running' | 'tidy'>
  readonly engines: Pick<EngineDirectory, 'find'>
  readonly clock: Clock
  readonly settings: Live<Pace>
}

export interface Sampler {
  readonly beats: Emitter<Beat>
  counters(): ReadingCounts
  stop(): Promise<void>
}

/**
 * Reads every started stream's statistics in its own fixed slot of the interval. A reading that fails is a gap with
 * its reason, never a repeated value; an engine that hangs holds one connection and delays nobody else.
 */
export function startSampler(options: SamplerOptions): Sampler {
  const { tracker, engines, clock, settings } = options
  const life = new AbortController()
  const queue = createPerEngineQueue(MOST_READS)
  const schedule = createSchedule(() => settings.get().intervalMs)
  const intake = createIntake(options, life.signal)
  const reads = createReads(options, queue, intake, life.signal)
  let tidyAtMs = clock.elapsedMs() + TIDY_EVERY_MS

  async function pass(): Promise<number> {
    const nowMs = clock.elapsedMs()
    let nextMs = nowMs + IDLE_MS
    for (const stream of tracker.running()) {
      if (stream.statPath === '') continue
      const plan = schedule.planOf(stream.id, nowMs)
      if (plan.dueAtMs <= nowMs) attempt(stream, plan, nowMs)
      nextMs = Math.min(nextMs, plan.dueAtMs)
    }
    schedule.endFirstPass()
    if (nowMs >= tidyAtMs) {
      tracker.tidy()
      tidyAtMs = nowMs + TIDY_EVERY_MS
    }
    return Math.max(TICK_MS, nextMs - clock.elapsedMs())
  }

  function attempt(stream: Stream, plan: Plan, nowMs: number): void {
    const periodMs = periodOf(stream.phase === 'starting', nowMs - plan.watchedSinceMs, settings.get())
    const due = { lateMs: nowMs - plan.dueAtMs, periodMs, underWay: plan.underWay }
    const next = attemptOf(due, engines.find(stream.engineId), queue)
    if (next.kind === 'later') return
    plan.dueAtMs = slotAfter(nowMs, periodMs, plan.offset)
    if (next.kind === 'gap') intake.take(stream, { kind: 'miss', reason: next.reason })
    if (next.kind === 'begin') reads.begin(stream, next.engine, plan)
  }

  const loop = startLoop(clock, pass)
  const endChanges = settings.on(() => {
    schedule.hurry(clock.elapsedMs())
    loop.wake()
  })
  const unsubscribe = tracker.changes.on((change) => {
    if (change.kind === 'changed' && change.before === null) loop.wake()
    if (change.kind === 'changed' && change.stream.phase === 'ended') schedule.forget(change.stream.id)
  })

  return {
    beats: intake.beats,
    counters: intake.counters,
    stop: async () => {
      unsubscribe()
      endChanges()
      life.abort()
      await loop.stop()
      await reads.settled()
      intake.stop()
    },
  }
}
