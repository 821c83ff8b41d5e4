import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import type { Session } from '../engine/answers.ts'
import type { Content } from '../engine/content.ts'
import type { SourceLimits } from '../engine/source.ts'
import { createFanOut, type FanOut } from '../relay/fan-out.ts'
import type { Sink, Viewer } from '../relay/viewer.ts'
import { type Acceptor, searchEngine } from './engine-search.ts'
import type { Engines } from './engines.ts'
import { createFailover } from './failover.ts'
import { createFeeds, type OpenSession } from './feeds.ts'
import { createHolds } from './holds.ts'
import { createSplicer } from './splicer.ts'

export interface ChannelLimits extends SourceLimits {
  /** From the first request to the first data, all attempts together. */
  readonly startTimeoutMs: number
  readonly emptyGraceMs: number
  readonly viewerStallMs: number
}

export interface ChannelOptions {
  readonly content: Content
  readonly engines: Engines
  readonly limits: ChannelLimits
  /** The engine said what the content's infohash is. False: another channel plays that, and this one ends. */
  readonly onInfohash: (infohash: string) => boolean
  /** From the engine in use. */
  readonly onReceived: (bytes: number) => void
  readonly onFailover: (reason: PlaybackReason) => void
  /** It took nothing for `viewerStallMs`. */
  readonly onViewerDropped: (viewer: Viewer) => void
  readonly onEnded: () => void
}

/** One content that is played: one session on one engine at a time, for any number of viewers. */
export interface Channel {
  readonly content: Content
  /** Null once there is something to start with; else why there never will be. */
  readonly started: Promise<PlaybackReason | null>
  /** What the engine says of the session, before there is data; `elsewhere`: another channel plays this content. */
  readonly opened: Promise<Session | PlaybackReason | 'elsewhere'>
  /** The engine's own statistics of the session; undefined: there are none now. */
  statistics(): Promise<object | undefined>
  /** A caller waits for it, or watches it; the answer takes that back. */
  hold(): () => void
  add(sink: Sink): Viewer
  remove(viewer: Viewer): void
  readonly viewers: ReadonlySet<Viewer>
  /** What it has open on engines, sessions whose stop is not confirmed included. */
  sessions(): readonly OpenSession[]
  /** Moves viewers from this engine to another one, if that is where they are and there is another one. */
  leave(engineId: string): void
  /** Recent data that is held for viewers. */
  ringBytes(): number
  /** Nobody waits for it or watches it. */
  isEmpty(): boolean
  /** Ends it; resolves when its sessions are over, at the latest after 16 s. */
  end(reason: PlaybackReason | null): Promise<void>
  readonly ended: Promise<PlaybackReason | null>
  /** It has ended, and no engine has a session of it any more. */
  readonly over: Promise<void>
}

const SWEEP_MS = 1000

export function createChannel(options: ChannelOptions): Channel {
  const { content, engines, limits } = options
  const life = new AbortController()
  const opened = Promise.withResolvers<Session | PlaybackReason | 'elsewhere'>()
  const started = Promise.withResolvers<PlaybackReason | null>()
  const ended = Promise.withResolvers<PlaybackReason | null>()
  const holds = createHolds(limits.emptyGraceMs, () => void end(null))
  const fanOut: FanOut = createFanOut({
    viewerStallMs: limits.viewerStallMs,
    now: () => performance.now(),
    onHold: (on) => feeds.hold(on),
    onDropped: options.onViewerDropped,
  })
  const splicer = createSplicer(fanOut, () => {
    if (!fanOut.isReady()) return
    clearTimeout(startTimer)
    started.resolve(null)
  })
  const feeds = createFeeds({
    content,
    limits,
    isGone: engines.isGone,
    onOpened: (session) => {
      const isOurs = options.onInfohash(session.infohash)
      opened.resolve(isOurs ? session : 'elsewhere')
      if (!isOurs) void end(null)
    },
    onPackets: (packets) => {
      options.onReceived(packets.length)
      splicer.add(packets)
      failover.recovered()
    },
    onStalled: (feed, reason) => failover.lost(feed, reason, true),
    onEnded: (feed, reason) => {
      if (reason === null) void end(null)
      else failover.lost(feed, reason, false)
    },
  })
  const search = (acceptor: () => Acceptor, exclude: Set<string>, signal: AbortSignal) =>
    searchEngine({ content, engines, open: feeds.open }, acceptor, exclude, signal)
  const failover = createFailover({
    feeds,
    search: (exclude, signal) => search(() => splicer.nextSource().push, exclude, signal),
    life: life.signal,
    now: () => performance.now(),
    onBegin: options.onFailover,
    onFailed: (reason) => void end(reason),
  })
  const sweep = setInterval(fanOut.sweep, SWEEP_MS)
  const startTimer = setTimeout(
    () => void end({ code: 'start_timeout', afterS: limits.startTimeoutMs / 1000 }),
    limits.startTimeoutMs,
  )

  async function begin(): Promise<void> {
    const first: Acceptor = (packets) => {
      options.onReceived(packets.length)
      splicer.add(packets)
      return true
    }
    const failure = await search(() => first, new Set(), life.signal)
    if (failure !== null) await end(failure)
  }

  async function end(reason: PlaybackReason | null): Promise<void> {
    if (!life.signal.aborted) conclude(reason)
    await feeds.close()
  }

  function conclude(reason: PlaybackReason | null): void {
    life.abort()
    clearInterval(sweep)
    clearTimeout(startTimer)
    holds.stop()
    splicer.flush()
    splicer.stop()
    for (const viewer of [...fanOut.viewers]) viewer.end()
    started.resolve(reason ?? { code: 'shutting_down' })
    opened.resolve(reason ?? { code: 'shutting_down' })
    ended.resolve(reason)
    options.onEnded()
  }

  begin().catch((error: unknown) => {
    if (!life.signal.aborted) throw error
  })
  return {
    content,
    opened: opened.promise,
    started: started.promise,
    ended: ended.promise,
    over: ended.promise.then(feeds.over),
    statistics: feeds.statistics,
    sessions: feeds.sessions,
    hold: holds.hold,
    isEmpty: holds.isEmpty,
    add: fanOut.add,
    remove: fanOut.remove,
    viewers: fanOut.viewers,
    ringBytes: fanOut.ringBytes,
    leave: (engineId) => {
      const feed = feeds.inUse()
      if (feed?.lease.engineId === engineId) failover.leave(feed)
    },
    end,
  }
}
