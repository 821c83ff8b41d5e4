import { thinned, type Window } from '../../history/rollup.ts'
import type { Sample } from '../../history/sample.ts'
import type { Clock } from '../../lib/clock.ts'
import { messageOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import type { RecentSamples, SampleStore, SignStore } from '../ports.ts'
import type { Stream } from '../stream.ts'
import { withSigns } from './signs.ts'

/** Longer spans come averaged into equal steps. */
export const MOST_POINTS = 2_000

export interface StreamHistoryOptions {
  readonly samples: Pick<SampleStore, 'history'>
  readonly signs?: Pick<SignStore, 'history'>
  readonly recent: Pick<RecentSamples, 'read'>
  readonly clock: Clock
  readonly logger: Logger
}

export interface SampleRange {
  readonly untilMs?: number | undefined
  /** At most so many; 2,000 where it is not given. */
  readonly points?: number | undefined
}

export interface StreamHistory {
  /** The samples of a stream, oldest first, from then (null: its start) until now or its end, or as `range` says. */
  samples(stream: Stream, sinceMs: number | null, range?: SampleRange): Promise<readonly Sample[]>
}

/** Answered from memory where memory reaches back far enough, else from the store with the newest of memory behind it. */
export function createStreamHistory(options: StreamHistoryOptions): StreamHistory {
  const { samples, recent, clock, logger } = options

  async function stored(id: string, { sinceMs, untilMs, limit }: Window): Promise<readonly Sample[]> {
    try {
      return await samples.history(id, sinceMs, untilMs, limit)
    } catch (error) {
      logger.warn({ streamId: id, reason: messageOf(error) }, 'statistics come from memory only')
      return []
    }
  }

  async function read(stream: Stream, window: Window): Promise<readonly Sample[]> {
    const held = recent.read(stream.id)
    const newest = held.filter(({ atMs }) => atMs >= window.sinceMs && atMs <= window.untilMs)
    if (held.some(({ atMs }) => atMs < window.sinceMs)) return thinned(newest, window) // memory reaches back beyond it
    const older = await stored(stream.id, window)
    const storedUntilMs = older.at(-1)?.atMs ?? -Infinity
    return thinned([...older, ...newest.filter((sample) => sample.atMs > storedUntilMs)], window)
  }

  return {
    samples: async (stream, askedMs, { untilMs, points = MOST_POINTS } = {}) => {
      const sinceMs = Math.max(askedMs ?? stream.startedAtMs, stream.startedAtMs)
      const endMs = untilOf(stream, clock.now())
      const window = { sinceMs, untilMs: Math.min(untilMs ?? endMs, endMs), limit: points }
      const found = await read(stream, window)
      const signs =
        (await options.signs?.history(stream.id, sinceMs - MINUTE_MS, window.untilMs).catch(() => [])) ?? []
      return withSigns(found, signs)
    },
  }
}

const MINUTE_MS = 60_000

/** A moment more than now, so that a clock that was set back hides nothing just measured. */
function untilOf(stream: Stream, nowMs: number): number {
  return Math.max(stream.endedAtMs ?? nowMs, stream.lastSampleAtMs ?? 0) + 1
}
