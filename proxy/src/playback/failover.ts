import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import { createFailoverBudget, MOST_FAILOVERS } from './failover-budget.ts'
import type { Feed } from './feed.ts'

type LostFeed = Pick<Feed, 'lease' | 'close'>

export interface FailoverOptions {
  readonly feeds: { drop(feed: LostFeed): Promise<void>; inUse(): object | null }
  /** Makes another engine deliver; null, or why none does. Rejects only with the reason of `signal`. */
  readonly search: (exclude: Set<string>, signal: AbortSignal) => Promise<PlaybackReason | null>
  readonly life: AbortSignal
  readonly now: () => number
  readonly onBegin: (reason: PlaybackReason) => void
  readonly onFailed: (reason: PlaybackReason) => void
}

/** Moves a channel from one engine to another, one move at a time. */
export interface Failover {
  /** The engine in use delivers no more. `mayRecover`: it is kept until another one delivers. */
  lost(feed: LostFeed, reason: PlaybackReason, mayRecover: boolean): void
  /** The engine that was silent delivers again: no other one is needed. */
  recovered(): void
  /** The engine in use is to be left. It goes on until another one delivers; without one this does nothing and may be repeated. */
  leave(feed: LostFeed): void
}

/** No other engine delivered in so long: it is not waited for any longer, and not tried again immediately. */
const LEAVE_WITHIN_MS = 25_000
const LEAVE_AGAIN_AFTER_MS = 3000

interface Move {
  readonly abort: AbortController
  /** The engine in use delivers all the while. */
  readonly isLeaving: boolean
}

export function createFailover(options: FailoverOptions): Failover {
  const { feeds, search, life, now, onBegin, onFailed } = options
  const budget = createFailoverBudget()
  let move: Move | null = null
  let leaveAgainAtMs = 0
  /** What was lost while it was being left. */
  let lostMeanwhile: { readonly feed: LostFeed; readonly reason: PlaybackReason } | null = null

  function begin(isLeaving: boolean, reason: PlaybackReason): AbortSignal {
    move = { abort: new AbortController(), isLeaving }
    onBegin(reason)
    return AbortSignal.any([move.abort.signal, life])
  }

  async function replace(feed: LostFeed, reason: PlaybackReason, signal: AbortSignal): Promise<void> {
    const failure = await searchBeside(feed, signal).catch(() => null)
    move = null
    if (failure !== null) onFailed(feeds.inUse() === null ? failure : reason)
  }

  async function searchBeside(feed: LostFeed, signal: AbortSignal): Promise<PlaybackReason | null> {
    const failure = await search(new Set([feed.lease.engineId]), signal)
    if (failure?.code !== 'no_engine') return failure
    // No other engine: the same one may do better with a new session, which ends the old one.
    await feeds.drop(feed)
    return search(new Set(), signal)
  }

  async function leaveFor(feed: LostFeed, signal: AbortSignal): Promise<void> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(LEAVE_WITHIN_MS)])
    await search(new Set([feed.lease.engineId]), within).catch(() => {})
    move = null
    leaveAgainAtMs = now() + LEAVE_AGAIN_AFTER_MS
    const left = lostMeanwhile
    lostMeanwhile = null
    if (left !== null && feeds.inUse() === null && !life.aborted) lost(left.feed, left.reason, false)
  }

  function lost(feed: LostFeed, reason: PlaybackReason, mayRecover: boolean): void {
    if (!mayRecover) void feeds.drop(feed)
    if (move?.isLeaving && !mayRecover) lostMeanwhile = { feed, reason }
    if (move !== null) return // it goes on, with the old engine or without
    if (budget.take(now())) void replace(feed, reason, begin(false, reason))
    else onFailed({ code: 'failovers_exhausted', most: MOST_FAILOVERS, reason })
  }

  return {
    lost,
    recovered: () => {
      if (move !== null && !move.isLeaving) move.abort.abort()
    },
    leave: (feed) => {
      if (move !== null || now() < leaveAgainAtMs) return
      void leaveFor(feed, begin(true, { code: 'evicted' }))
    },
  }
}
