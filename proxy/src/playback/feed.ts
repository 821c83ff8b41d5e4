import { setTimeout as sleep } from 'node:timers/promises'
import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import type { Session } from '../engine/answers.ts'
import type { Content } from '../engine/content.ts'
import { openSource, type SourceLimits } from '../engine/source.ts'
import type { Lease } from './engines.ts'

/** One session of a content on one engine, from the lease to the confirmed stop. */
export interface Feed {
  readonly lease: Lease
  session(): Session | null
  /** Null once its packets are in use; else why they never were. */
  readonly delivered: Promise<PlaybackReason | null>
  hold(on: boolean): void
  /** Ends it; resolves when its session is over, at the latest after 16 s. The stop goes on until it is confirmed. */
  close(): Promise<void>
  /** It was closed, and its engine has confirmed that or is gone. */
  readonly over: Promise<void>
}

export interface FeedOptions {
  readonly lease: Lease
  readonly isGone: () => boolean
  readonly content: Content
  readonly limits: SourceLimits
  /** False: it was nothing that viewers can go on with yet. */
  readonly accept: (feed: Feed, packets: Buffer) => boolean
  readonly onOpened: (feed: Feed) => void
  readonly onStalled: (feed: Feed, reason: PlaybackReason) => void
  /** Only after it has delivered. `null`: a film is over. */
  readonly onEnded: (feed: Feed, reason: PlaybackReason | null) => void
}

/** An engine that has not confirmed a stop for so long keeps nobody waiting. */
const PATIENCE_MS = 16_000

export function openFeed(options: FeedOptions): Feed {
  const delivered = Promise.withResolvers<PlaybackReason | null>()
  const over = Promise.withResolvers<void>()
  let session: Session | null = null
  let isInUse = false
  let closing: Promise<void> | null = null
  const { address } = options.lease

  const source = openSource({
    address,
    content: options.content,
    isGone: options.isGone,
    limits: options.limits,
    events: {
      opened: (found) => {
        session = found
        options.onOpened(feed)
      },
      packets: (packets) => {
        if (!options.accept(feed, packets) || isInUse) return
        isInUse = true
        delivered.resolve(null)
      },
      stalled: (reason) => {
        if (isInUse) options.onStalled(feed, reason)
        else delivered.resolve(reason)
      },
      ended: (reason) => {
        if (isInUse) options.onEnded(feed, reason)
        else delivered.resolve(reason ?? { code: 'closed_by_engine' })
      },
    },
  })
  const feed: Feed = {
    lease: options.lease,
    session: () => session,
    delivered: delivered.promise,
    hold: source.hold,
    over: over.promise,
    close: () => {
      closing ??= close()
      return closing
    },
  }

  async function close(): Promise<void> {
    delivered.resolve({ code: 'shutting_down' })
    const patience = new AbortController()
    void source.close().then(() => {
      session = null
      over.resolve()
      patience.abort()
    })
    await sleep(PATIENCE_MS, undefined, { signal: patience.signal, ref: false }).catch(() => {})
  }

  return feed
}
