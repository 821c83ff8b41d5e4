import { thinned } from '../../history/rollup.ts'
import type { Sample } from '../../history/sample.ts'
import type { Clock } from '../../lib/clock.ts'
import { messageOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import type { RecentSamples, SampleStore } from '../ports.ts'
import type { Stream } from '../stream.ts'

/** Longer spans come averaged into equal steps. */
export const MOST_POINTS = 2_000

export interface StreamHistoryOptions {
  readonly samples: Pick<SampleStore, 'history'>
  readonly recent: Pick<RecentSamples, 'read'>
  readonly clock: Clock
  readonly logger: Logger
}

export interface StreamHistory {
  /** The samples of a stream, oldest first, from then (null: its start) until now or its end. */
  samples(stream: Stream, sinceMs: number | null): Promise<readonly Sample[]>
}

/** Answered from memory where memory reaches back far enough, else from the store with the newest of memory behind it. */
export function createStreamHistory({ samples, recent, clock, logger }: StreamHistoryOptions): StreamHistory {
  async function stored(id: string, sinceMs: number, untilMs: number): Promise<readonly Sample[]> {
    try {
      return await samples.history(id, sinceMs, untilMs, MOST_POINTS)
    } catch (error) {
      logger.warn({ streamId: id, reason: messageOf(error) }, 'statistics come from memory only')
      return []
    }
  }

  return {
    samples: async (stream, askedMs) => {
      const sinceMs = Math.max(askedMs ?? stream.startedAtMs, stream.startedAtMs)
      const window = { sinceMs, untilMs: untilOf(stream, clock.now()), limit: MOST_POINTS }
      const held = recent.read(stream.id)
      const newest = held.filter((sample) => sample.atMs >= sinceMs)
      if (newest.length < held.length) return thinned(newest, window) // memory reaches back beyond it
      const older = await stored(stream.id, sinceMs, window.untilMs)
      const storedUntilMs = older.at(-1)?.atMs ?? -Infinity
      return thinned([...older, ...newest.filter((sample) => sample.atMs > storedUntilMs)], window)
    },
  }
}

/** A moment more than now, so that a clock that was set back hides nothing just measured. */
function untilOf(stream: Stream, nowMs: number): number {
  return Math.max(stream.endedAtMs ?? nowMs, stream.lastSampleAtMs ?? 0) + 1
}
