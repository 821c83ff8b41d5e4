import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import { createFailoverBudget, MOST_FAILOVERS } from './failover-budget.ts'
import type { Feed } from './feed.ts'
import type { Feeds } from './feeds.ts'

export interface FailoverOptions {
  readonly feeds: Pick<Feeds, 'drop' | 'isIdle'>
  /** Makes another engine deliver; null, or why none does. Rejects only with the reason of `signal`. */
  readonly search: (exclude: Set<string>, signal: AbortSignal) => Promise<PlaybackReason | null>
  readonly life: AbortSignal
  readonly now: () => number
  readonly onBegin: (reason: PlaybackReason) => void
  readonly onFailed: (reason: PlaybackReason) => void
}

type LostFeed = Pick<Feed, 'lease' | 'close'>

/** Moves a channel from an engine that is lost to another one, one move at a time. */
export interface Failover {
  /** The engine in use delivers no more. `mayRecover`: it is kept until another one delivers. */
  lost(feed: LostFeed, reason: PlaybackReason, mayRecover: boolean): void
  /** The engine that was silent delivers again: no other one is needed. */
  recovered(): void
}

export function createFailover({ feeds, search, life, now, onBegin, onFailed }: FailoverOptions): Failover {
  const budget = createFailoverBudget()
  let attempt: AbortController | null = null

  async function move(feed: LostFeed, reason: PlaybackReason, signal: AbortSignal): Promise<void> {
    const failure = await searchBeside(feed, signal).catch(() => null)
    attempt = null
    if (failure !== null) onFailed(feeds.isIdle() ? failure : reason)
  }

  async function searchBeside(feed: LostFeed, signal: AbortSignal): Promise<PlaybackReason | null> {
    const failure = await search(new Set([feed.lease.engineId]), signal)
    if (failure?.code !== 'no_engine') return failure
    // No other engine: the same one may do better with a new session, which ends the old one.
    await feeds.drop(feed)
    return search(new Set(), signal)
  }

  return {
    recovered: () => attempt?.abort(),
    lost: (feed, reason, mayRecover) => {
      if (!mayRecover) void feeds.drop(feed)
      if (attempt !== null) return // it goes on, with the old engine or without
      if (!budget.take(now())) return onFailed({ code: 'failovers_exhausted', most: MOST_FAILOVERS, reason })
      attempt = new AbortController()
      onBegin(reason)
      void move(feed, reason, AbortSignal.any([attempt.signal, life]))
    },
  }
}
