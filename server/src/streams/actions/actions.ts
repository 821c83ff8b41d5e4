// What is done to streams on their engines.
import type { Reason, ReasonParams } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../../lib/address.ts'
import { bounded } from '../../lib/concurrency/bounded.ts'
import { DomainError } from '../../lib/errors.ts'
import { nameOf } from '../events.ts'
import type { EngineDirectory } from '../ports.ts'
import type { StopReason, Stream } from '../stream.ts'
import type { Tracker } from '../tracker.ts'
import { type EngineAccess, stopOnEngine } from './stop-on-engine.ts'

/** Stops under way together, in one batch. */
const BATCH_WIDTH = 16

/** `signal`: our own life; a caller that leaves cancels nothing. */
export interface StreamActionsOptions extends EngineAccess {
  readonly tracker: Pick<Tracker, 'get' | 'end' | 'beginStop'>
  readonly engines: Pick<EngineDirectory, 'find'>
}

type StreamAction = ReasonParams['stream_action_failed']['action']

interface StopCause {
  readonly reason: StopReason
  readonly detail: Reason | null
}

export interface StopResult {
  readonly id: string
  readonly stopped: boolean
  /** Why not; null where it was stopped. */
  readonly detail: Reason | null
  readonly stream: Stream | null
}

/** What people do to streams through their engines; nothing is called stopped that its engine has not confirmed. */
export interface StreamActions {
  /**
   * Answers the ended stream, one that had ended before as it is; undefined: there is no such stream. Rejects with
   * `engine_refused` and the engine's own words, and then the stream goes on.
   */
  stop(id: string): Promise<Stream | undefined>
  /** The same for one that nobody seems to watch, for this reason: it ends as `abandoned`. */
  abandon(id: string, why: Reason): Promise<Stream | undefined>
  /** Stops several, a result for each id in the order given. */
  stopAll(ids: readonly string[]): Promise<readonly StopResult[]>
  /** The engine's own statistics, asked now; undefined: no such stream. Rejects with `engine_refused`. */
  rawStat(id: string, signal: AbortSignal): Promise<unknown>
}

export function createStreamActions(options: StreamActionsOptions): StreamActions {
  const { tracker, engines, sessions, timeoutMs } = options
  const underWay = new Map<string, Promise<Stream | undefined>>()

  const stop = (given: string) => stopFor(given, { reason: 'stopped', detail: null })
  const abandon = (given: string, why: Reason) => stopFor(given, { reason: 'abandoned', detail: why })

  /** Two who ask for the same stop get the same answer. */
  async function stopFor(given: string, cause: StopCause): Promise<Stream | undefined> {
    const stream = await tracker.get(given)
    if (stream === undefined || stream.phase === 'ended') return stream
    const { id } = stream
    const running = underWay.get(id) ?? stopOnce(stream, cause).finally(() => underWay.delete(id))
    underWay.set(id, running)
    return running
  }

  async function stopOnce(stream: Stream, { reason, detail }: StopCause): Promise<Stream | undefined> {
    const { id } = stream
    const release = tracker.beginStop(id, reason)
    try {
      const remark = await stopNow(stream)
      return await tracker.end(id, reason, detail ?? remark)
    } finally {
      release()
    }
  }

  function addressOf(stream: Stream, action: StreamAction): Address {
    const engine = engines.find(stream.engineId)
    if (engine === undefined) throw refused(action, stream, { code: 'engine_not_known' })
    if (engine.dial === null) throw refused(action, stream, { code: 'engine_without_address' })
    return engine.dial
  }

  async function stopNow(stream: Stream): Promise<Reason | null> {
    if (stream.commandPath === '') return { code: 'no_command_url' }
    const outcome = await stopOnEngine(options, addressOf(stream, 'stop'), stream)
    if (outcome.kind === 'refused') throw refused('stop', stream, outcome.reason)
    return outcome.remark
  }

  async function stopWithResult(id: string): Promise<StopResult> {
    try {
      const stream = await stop(id)
      if (stream !== undefined) return { id, stopped: true, detail: null, stream }
      return { id, stopped: false, detail: { code: 'stream_not_found', id }, stream: null }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      return { id, stopped: false, detail: error.reason, stream: (await tracker.get(id)) ?? null }
    }
  }

  async function rawStat(id: string, asking: AbortSignal): Promise<unknown> {
    const stream = await tracker.get(id)
    if (stream === undefined) return undefined
    const action = 'read_statistics'
    if (stream.statPath === '') throw refused(action, stream, { code: 'no_stat_url' })
    const reading = await sessions.stat(addressOf(stream, action), stream.statPath, timeoutMs, asking)
    if (reading.kind === 'ok') return reading.raw
    throw refused(action, stream, reading.kind === 'miss' ? reading.reason : { code: 'session_not_known' })
  }

  return { stop, abandon, stopAll: (ids) => bounded(ids, BATCH_WIDTH, stopWithResult), rawStat }
}

function refused(action: StreamAction, stream: Stream, reason: Reason): DomainError {
  const engine = stream.engineName ?? stream.engineId.slice(0, 12)
  return new DomainError('engine_refused', {
    code: 'stream_action_failed',
    action,
    stream: nameOf(stream),
    engine,
    reason,
  })
}
