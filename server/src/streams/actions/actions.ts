// What is done to streams on their engines.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { mapLimited } from '../../lib/concurrency/limiter.ts'
import { DomainError } from '../../lib/errors.ts'
import type { Stream } from '../stream.ts'
import { addressFor, createStops, refused, type StopsOptions } from './stops.ts'

/** Stops under way together, in one batch. */
const BATCH_WIDTH = 16

export type StreamActionsOptions = StopsOptions

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
  const stops = createStops(options)
  const stop = (id: string) => stops.stop(id, { reason: 'stopped', detail: null })
  const abandon = (id: string, why: Reason) => stops.stop(id, { reason: 'abandoned', detail: why })

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
    const address = addressFor(action, stream, engines)
    const reading = await sessions.stat(address, stream.statPath, timeoutMs, asking)
    if (reading.kind === 'ok') return reading.raw
    throw refused(action, stream, reading.kind === 'miss' ? reading.reason : { code: 'session_not_known' })
  }

  return { stop, abandon, stopAll: (ids) => mapLimited(ids, BATCH_WIDTH, stopWithResult), rawStat }
}
