import type { Reason, ReasonParams } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../../lib/address.ts'
import { DomainError } from '../../lib/errors.ts'
import { nameOf } from '../events.ts'
import type { EngineDirectory } from '../ports.ts'
import type { StopReason, Stream } from '../stream.ts'
import type { Tracker } from '../tracker.ts'
import { type EngineAccess, stopOnEngine } from './stop-on-engine.ts'

/** `signal`: our own life; a caller that leaves cancels nothing. */
export interface StopsOptions extends EngineAccess {
  readonly tracker: Pick<Tracker, 'get' | 'end' | 'beginStop'>
  readonly engines: Pick<EngineDirectory, 'find'>
}

export interface StopCause {
  readonly reason: StopReason
  readonly detail: Reason | null
}

/** Stops of streams on their engines; two who ask for the same one get the same answer. */
export interface Stops {
  /** Undefined: there is no such stream. Rejects with `engine_refused`. */
  stop(given: string, cause: StopCause): Promise<Stream | undefined>
}

export function createStops(options: StopsOptions): Stops {
  const { tracker, engines } = options
  const underWay = new Map<string, Promise<Stream | undefined>>()

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

  async function stopNow(stream: Stream): Promise<Reason | null> {
    if (stream.commandPath === '') return { code: 'no_command_url' }
    const outcome = await stopOnEngine(options, addressFor('stop', stream, engines), stream)
    if (outcome.kind === 'refused') throw refused('stop', stream, outcome.reason)
    return outcome.remark
  }

  return {
    stop: async (given, cause) => {
      const stream = await tracker.get(given)
      if (stream === undefined || stream.phase === 'ended') return stream
      const { id } = stream
      const stopping = underWay.get(id) ?? stopOnce(stream, cause).finally(() => underWay.delete(id))
      underWay.set(id, stopping)
      return stopping
    },
  }
}

type StreamAction = ReasonParams['stream_action_failed']['action']

/** Where the engine of this stream is asked. Throws `engine_refused` where it can't be. */
export function addressFor(
  action: StreamAction,
  stream: Stream,
  engines: Pick<EngineDirectory, 'find'>,
): Address {
  const engine = engines.find(stream.engineId)
  if (engine === undefined) throw refused(action, stream, { code: 'engine_not_known' })
  if (engine.dial === null) throw refused(action, stream, { code: 'engine_without_address' })
  return engine.dial
}

export function refused(action: StreamAction, stream: Stream, reason: Reason): DomainError {
  return new DomainError('engine_refused', {
    code: 'stream_action_failed',
    action,
    stream: nameOf(stream),
    engine: stream.engineName ?? stream.engineId.slice(0, 12),
    reason,
  })
}
