import { thinned } from '../history/rollup.ts'
import type { Sample } from '../history/sample.ts'
import type { Clock } from '../lib/clock.ts'
import { DomainError, messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/log.ts'
import type { RecentSamples, SampleStore } from './ports.ts'
import { parseSince } from './since.ts'
import type { Stream } from './stream.ts'
import type { Tracker } from './tracker.ts'

/** Longer spans come averaged into equal steps. */
export const MOST_POINTS = 2_000

export interface StatsOptions {
  readonly tracker: Pick<Tracker, 'get'>
  readonly samples: Pick<SampleStore, 'history'>
  readonly recent: Pick<RecentSamples, 'read'>
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * The samples of a stream, oldest first, from `since` (its start, when not given) until now or its end. Answered from
 * memory where memory reaches back far enough, else from the store with the newest of memory behind it. Throws
 * `not_found` and `validation`.
 */
export async function statsOf(
  { tracker, samples, recent, clock, logger }: StatsOptions,
  id: string,
  since: string | undefined,
): Promise<readonly Sample[]> {
  const askedMs = since === undefined ? undefined : parseSince(since)
  const stream = await tracker.get(id)
  if (stream === undefined) {
    throw new DomainError('not_found', `reading the statistics of stream ${id}: there is no such stream`)
  }
  const sinceMs = Math.max(askedMs ?? stream.startedAtMs, stream.startedAtMs)
  const window = { sinceMs, untilMs: untilOf(stream, clock.now()), limit: MOST_POINTS }
  const held = recent.read(id)
  const newest = held.filter((sample) => sample.atMs >= sinceMs)
  if (newest.length < held.length) return thinned(newest, window) // memory reaches back beyond it
  const older = await samples.history(id, sinceMs, window.untilMs, MOST_POINTS).catch((error: unknown) => {
    logger.warn({ streamId: id, reason: messageOf(error) }, 'statistics come from memory only')
    return []
  })
  const storedUntilMs = older.at(-1)?.atMs ?? -Infinity
  const unstored = newest.filter((sample) => sample.atMs > storedUntilMs)
  return thinned([...older, ...unstored], window)
}

/** A moment more than now, so that a clock that was set back hides nothing just measured. */
function untilOf(stream: Stream, nowMs: number): number {
  return Math.max(stream.endedAtMs ?? nowMs, stream.lastSampleAtMs ?? 0) + 1
}
