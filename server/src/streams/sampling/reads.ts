import type { Clock } from '../../lib/clock.ts'
import { createUnderWay } from '../../lib/concurrency/under-way.ts'
import { isAbort, messageOf, reasonOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import type { EngineRef, SessionClient, StatReading } from '../ports.ts'
import type { Stream } from '../stream.ts'
import type { Intake } from './intake.ts'
import type { PerEngineQueue } from './per-engine-queue.ts'
import type { Plan } from './schedule.ts'

export interface ReadsOptions {
  readonly sessions: Pick<SessionClient, 'stat'>
  readonly clock: Pick<Clock, 'elapsedMs'>
  readonly logger: Pick<Logger, 'error'>
  /** Deadline of one reading. */
  readonly timeoutMs: number
  /** A reading failed: its engine should be probed now. */
  readonly onMiss: (engineId: string) => void
}

/** Readings that are under way. */
export interface Reads {
  begin(stream: Stream, engine: EngineRef, plan: Plan): void
  settled(): Promise<void>
}

/** Part of the deadline after which a failure counts as one of time. */
const NEARLY_ALL = 0.9

export function createReads(
  options: ReadsOptions,
  queue: Pick<PerEngineQueue, 'begun' | 'finished'>,
  intake: Pick<Intake, 'take'>,
  signal: AbortSignal,
): Reads {
  const { clock, timeoutMs } = options
  const underWay = createUnderWay()

  async function read(stream: Stream, engine: EngineRef, plan: Plan): Promise<void> {
    plan.underWay = true
    queue.begun(engine.id)
    const beganMs = clock.elapsedMs()
    const reading = await ask(options, stream, engine, signal)
    const timedOut = reading?.kind === 'miss' && clock.elapsedMs() - beganMs >= timeoutMs * NEARLY_ALL
    plan.underWay = false
    queue.finished(engine.id, timedOut ? 'timed_out' : 'answered')
    if (reading === undefined) return
    intake.take(stream, reading)
    if (reading.kind === 'miss') options.onMiss(engine.id)
  }

  return {
    begin: (stream, engine, plan) => underWay.add(read(stream, engine, plan)),
    settled: underWay.settled,
  }
}

/** Undefined: we are stopping. */
async function ask(
  { sessions, logger, timeoutMs }: ReadsOptions,
  stream: Stream,
  { dial }: EngineRef,
  signal: AbortSignal,
): Promise<StatReading | undefined> {
  if (dial === null) return undefined
  try {
    return await sessions.stat(dial, stream.statPath, timeoutMs, signal)
  } catch (error) {
    if (isAbort(error, signal)) return undefined
    logger.error({ streamId: stream.id, reason: messageOf(error) }, 'reading statistics failed')
    return { kind: 'miss', reason: reasonOf(error) }
  }
}
