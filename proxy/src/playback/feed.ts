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
  /** Resolves when its session is over, or nothing more can be done about it. */
  close(): Promise<void>
}

export interface FeedOptions {
  readonly lease: Lease
  readonly content: Content
  readonly limits: SourceLimits
  /** False: it was nothing that viewers can go on with yet. */
  readonly accept: (feed: Feed, packets: Buffer) => boolean
  readonly onOpened: (feed: Feed) => void
  readonly onStalled: (feed: Feed, reason: PlaybackReason) => void
  /** Only after it has delivered. `null`: a film is over. */
  readonly onEnded: (feed: Feed, reason: PlaybackReason | null) => void
}

export function openFeed(options: FeedOptions): Feed {
  const delivered = Promise.withResolvers<PlaybackReason | null>()
  let session: Session | null = null
  let isInUse = false
  let closing: Promise<void> | null = null
  const { address } = options.lease

  const source = openSource({
    address,
    content: options.content,
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
    close: () => {
      closing ??= close()
      return closing
    },
  }

  async function close(): Promise<void> {
    delivered.resolve({ code: 'shutting_down' })
    await source.close()
    session = null
  }

  return feed
}
