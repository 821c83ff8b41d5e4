import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import type { Session } from '../engine/answers.ts'
import type { Content } from '../engine/content.ts'
import { engineApi } from '../engine/engine-api.ts'
import type { SourceLimits } from '../engine/source.ts'
import type { Acceptor } from './engine-search.ts'
import type { Engines, Lease } from './engines.ts'
import { type Feed, openFeed } from './feed.ts'

export interface OpenSession {
  readonly lease: Lease
  readonly session: Session
  /** Viewers are fed from it; not from one that begins or is being stopped. */
  readonly isPlaying: boolean
}

export interface FeedsOptions {
  readonly content: Content
  readonly limits: SourceLimits
  readonly isGone: Engines['isGone']
  readonly onOpened: (session: Session) => void
  /** From the one that is in use. */
  readonly onPackets: (packets: Buffer) => void
  /** The one in use is silent; it may go on. */
  readonly onStalled: (feed: Feed, reason: PlaybackReason) => void
  /** The one in use is over; null: a film was sent whole. */
  readonly onEnded: (feed: Feed, reason: PlaybackReason | null) => void
}

/** The sessions of one channel: one in use at most, those that begin, and those whose stop is not confirmed yet. */
export interface Feeds {
  /** It is in use, instead of the one before, as soon as `accept` takes its packets. */
  open(lease: Lease, accept: Acceptor): Feed
  /** Nothing is in use from here on; resolves when the session of `feed` is over. */
  drop(feed: Pick<Feed, 'close'>): Promise<void>
  inUse(): Feed | null
  hold(on: boolean): void
  sessions(): readonly OpenSession[]
  /** The engine's own words about the session in use; undefined: there are none now. */
  statistics(): Promise<object | undefined>
  /** Ends all; resolves when their sessions are over, at the latest after 16 s. */
  close(): Promise<void>
  /** No engine has a session of those any more that are open now. */
  over(): Promise<void>
}

export function createFeeds(options: FeedsOptions): Feeds {
  const feeds = new Set<Feed>()
  let current: Feed | null = null
  let isHeld = false

  function use(feed: Feed): void {
    const before = current
    current = feed
    feed.hold(isHeld)
    void before?.close()
  }

  function open(lease: Lease, accept: Acceptor): Feed {
    const feed = openFeed({
      ...options,
      lease,
      isGone: () => options.isGone(lease.engineId),
      accept: (from, packets) => {
        if (from === current) options.onPackets(packets)
        else if (accept(packets)) use(from)
        return from === current
      },
      onOpened: (from) => {
        const session = from.session()
        if (session !== null) options.onOpened(session)
      },
      onStalled: (from, reason) => {
        if (from === current) options.onStalled(from, reason)
      },
      onEnded: (from, reason) => {
        if (from === current) options.onEnded(from, reason)
      },
    })
    feeds.add(feed)
    void feed.over.then(() => feeds.delete(feed))
    return feed
  }

  return {
    open,
    drop: async (feed) => {
      current = null
      await feed.close()
    },
    inUse: () => current,
    hold: (on) => {
      isHeld = on
      current?.hold(on)
    },
    sessions: () =>
      [...feeds].flatMap((feed) => {
        const session = feed.session()
        return session === null ? [] : [{ lease: feed.lease, session, isPlaying: feed === current }]
      }),
    statistics: async () => {
      const session = current?.session()
      return current && session ? engineApi(current.lease.address).rawStatistics(session) : undefined
    },
    close: async () => {
      current = null
      await Promise.all([...feeds].map((feed) => feed.close()))
    },
    over: async () => {
      await Promise.all([...feeds].map((feed) => feed.over))
    },
  }
}
