import type { Reason, ReasonParams } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../engines/ports.ts'
import { bounded } from '../lib/bounded.ts'
import type { Clock } from '../lib/clock.ts'
import { DomainError } from '../lib/errors.ts'
import { nameOf } from './events.ts'
import type { EngineDirectory, SessionClient } from './ports.ts'
import type { StopReason, Stream } from './stream.ts'
import type { Tracker } from './tracker.ts'

/** After the engine's "ok" the session is gone at once, as a rule; it is asked a few times before that is doubted. */
const CONFIRMATIONS = 5
const CONFIRM_EVERY_MS = 200
/** Stops under way together, in one batch. */
const BATCH_WIDTH = 16

export interface StreamActionsOptions {
  readonly tracker: Pick<Tracker, 'get' | 'end' | 'beginStop'>
  readonly engines: Pick<EngineDirectory, 'find'>
  readonly sessions: Pick<SessionClient, 'stop' | 'stat'>
  readonly clock: Clock
  /** Deadline of each question to the engine. */
  readonly timeoutMs: number
  /** Our own life: a caller that leaves cancels nothing. */
  readonly signal: AbortSignal
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
  const { tracker, engines, sessions, clock, timeoutMs, signal } = options
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
      const remark = await stopOnEngine(stream)
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

  async function stopOnEngine(stream: Stream): Promise<Reason | null> {
    if (stream.commandPath === '') return { code: 'no_command_url' }
    const address = addressOf(stream, 'stop')
    const session = await sessionBefore(stream, address)
    const answer = await sessions.stop(address, stream.commandPath, timeoutMs, signal)
    if (answer.kind === 'refused') throw refused('stop', stream, answer.reason)
    if (answer.kind === 'session_unknown') return { code: 'session_not_known' }
    if (stream.statPath === '') return { code: 'stop_unconfirmed' }
    await confirm(stream, address, session)
    return null
  }

  async function sessionBefore(
    { statPath, engineSessionId }: Stream,
    address: Address,
  ): Promise<string | null> {
    if (statPath === '') return null
    const before = await sessions.stat(address, statPath, timeoutMs, signal)
    return before.kind === 'ok' ? before.stat.playbackSessionId : engineSessionId
  }

  /**
   * Gone is a session that its engine does not know any more, or that another one of the same content replaced.
   * `session` is the engine's own word from before the stop: what was reported may be the path's token.
   */
  async function confirm(stream: Stream, address: Address, session: string | null): Promise<void> {
    let doubt: Reason = { code: 'unspecified' }
    for (let attempt = 0; attempt < CONFIRMATIONS; attempt++) {
      if (attempt > 0) await clock.sleep(CONFIRM_EVERY_MS, signal)
      const reading = await sessions.stat(address, stream.statPath, timeoutMs, signal)
      if (reading.kind === 'session_unknown') return
      const current = reading.kind === 'ok' ? reading.stat.playbackSessionId : null
      if (current !== null && session !== null && current !== session) return
      doubt = reading.kind === 'miss' ? reading.reason : { code: 'session_still_runs' }
    }
    throw refused('stop', stream, { code: 'stop_not_confirmed', reason: doubt })
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
