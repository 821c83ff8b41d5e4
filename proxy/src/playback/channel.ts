import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import type { Session } from '../engine/answers.ts'
import type { Content } from '../engine/content.ts'
import { engineApi } from '../engine/engine-api.ts'
import type { SourceLimits } from '../engine/source.ts'
import { createFanOut, type FanOut } from '../relay/fan-out.ts'
import type { Sink, Viewer } from '../relay/viewer.ts'
import type { Engines, Lease } from './engines.ts'
import { type Feed, openFeed } from './feed.ts'
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
  /** What it has open on engines, sessions that are being stopped included. */
  sessions(): readonly { readonly lease: Lease; readonly session: Session }[]
  /** Nobody waits for it or watches it. */
  isEmpty(): boolean
  /** Ends it; resolves when its sessions are over. */
  end(reason: PlaybackReason | null): Promise<void>
  readonly ended: Promise<PlaybackReason | null>
}

/** A content that does not play is tried on a second engine, because it may be the first one's fault. */
const START_TRIES = 2
const MOST_FAILOVERS = 5
const FAILOVER_WINDOW_MS = 300_000
const SWEEP_MS = 1000

export function createChannel(options: ChannelOptions): Channel {
  const { content, engines, limits } = options
  const life = new AbortController()
  const opened = Promise.withResolvers<Session | PlaybackReason | 'elsewhere'>()
  const started = Promise.withResolvers<PlaybackReason | null>()
  const ended = Promise.withResolvers<PlaybackReason | null>()
  const feeds = new Set<Feed>()
  const failovers: number[] = []
  let current: Feed | null = null
  let isHeld = false
  let search: AbortController | null = null
  let holders = 0
  let graceTimer: NodeJS.Timeout | null = null
  const fanOut: FanOut = createFanOut({
    viewerStallMs: limits.viewerStallMs,
    now: () => performance.now(),
    onHold: (on) => {
      isHeld = on
      current?.hold(on)
    },
    onDropped: options.onViewerDropped,
  })
  const splicer = createSplicer(fanOut, () => {
    if (!fanOut.isReady()) return
    clearTimeout(startTimer)
    started.resolve(null)
  })
  const sweep = setInterval(fanOut.sweep, SWEEP_MS)
  const startTimer = setTimeout(
    () => void end({ code: 'start_timeout', afterS: limits.startTimeoutMs / 1000 }),
    limits.startTimeoutMs,
  )

  async function release(feed: Feed): Promise<void> {
    await feed.close()
    feeds.delete(feed)
  }

  /** One engine after the other, until one delivers. `acceptor`: a new one for each. */
  async function seek(
    acceptor: () => (packets: Buffer) => boolean,
    exclude: Set<string>,
    signal: AbortSignal,
  ): Promise<Feed | PlaybackReason> {
    let last: PlaybackReason | null = null
    for (let tries = 0; tries < START_TRIES; tries++) {
      const lease = await engines.lease(content, exclude, signal)
      if ('code' in lease) return last ?? lease
      const feed = open(lease, acceptor())
      const giveUp = () => void release(feed)
      signal.addEventListener('abort', giveUp, { once: true })
      last = await feed.delivered
      signal.removeEventListener('abort', giveUp)
      if (last === null) return feed
      void release(feed)
      signal.throwIfAborted()
      if (last.code === 'content_unknown') break
      exclude.add(lease.engineId)
    }
    return last ?? { code: 'no_engine', text: '' }
  }

  function open(lease: Lease, accept: (packets: Buffer) => boolean): Feed {
    const feed = openFeed({
      lease,
      content,
      limits,
      accept: (from, packets) => (from === current ? take(packets) : accept(packets) && use(from)),
      onOpened: (from) => {
        const session = from.session()
        if (session === null) return
        const isOurs = options.onInfohash(session.infohash)
        opened.resolve(isOurs ? session : 'elsewhere')
        if (!isOurs) void end(null)
      },
      onStalled: (from, reason) => {
        if (from === current) void failOver(from, reason, true)
      },
      onEnded: (from, reason) => {
        if (from !== current) return
        if (reason === null) void end(null)
        else void failOver(from, reason, false)
      },
    })
    feeds.add(feed)
    return feed
  }

  function take(packets: Buffer): boolean {
    splicer.add(packets)
    search?.abort() // the engine that was silent delivers again
    return true
  }

  /** From here on this one delivers; the one before is over. */
  function use(feed: Feed): boolean {
    const before = current
    current = feed
    feed.hold(isHeld)
    if (before !== null) void release(before)
    return true
  }

  async function begin(): Promise<void> {
    const accept = (packets: Buffer) => {
      splicer.add(packets)
      return true
    }
    const found = await seek(() => accept, new Set(), life.signal)
    if ('code' in found) await end(found)
  }

  /** `mayRecover`: the old one is kept until another delivers. One failover at a time. */
  async function failOver(lost: Feed, reason: PlaybackReason, mayRecover: boolean): Promise<void> {
    if (search !== null && mayRecover) return
    if (!mayRecover) {
      current = null
      void release(lost)
    }
    if (search !== null) return // it goes on, now without the old one
    if (!mayFailOver()) return void end({ code: 'failovers_exhausted', most: MOST_FAILOVERS, reason })
    const attempt = new AbortController()
    search = attempt
    options.onFailover(reason)
    const signal = AbortSignal.any([attempt.signal, life.signal])
    const found = await seekAgain(lost, signal).catch(() => null)
    search = null
    if (found !== null && 'code' in found) await end(current === null ? found : reason)
  }

  async function seekAgain(lost: Feed, signal: AbortSignal): Promise<Feed | PlaybackReason> {
    const acceptor = () => splicer.nextSource().push
    const found = await seek(acceptor, new Set([lost.lease.engineId]), signal)
    if (!('code' in found) || found.code !== 'no_engine') return found
    // No other engine: the same one may do better with a new session, which ends the old one.
    current = null
    await release(lost)
    return seek(acceptor, new Set(), signal)
  }

  function mayFailOver(): boolean {
    const nowMs = performance.now()
    while (failovers[0] !== undefined && nowMs - failovers[0] > FAILOVER_WINDOW_MS) failovers.shift()
    failovers.push(nowMs)
    return failovers.length <= MOST_FAILOVERS
  }

  async function end(reason: PlaybackReason | null): Promise<void> {
    if (!life.signal.aborted) {
      life.abort()
      clearInterval(sweep)
      clearTimeout(startTimer)
      if (graceTimer !== null) clearTimeout(graceTimer)
      splicer.flush()
      splicer.stop()
      current = null
      for (const viewer of [...fanOut.viewers]) viewer.end()
      started.resolve(reason ?? { code: 'shutting_down' })
      opened.resolve(reason ?? { code: 'shutting_down' })
      ended.resolve(reason)
      options.onEnded()
    }
    await Promise.all([...feeds].map(release))
  }

  function settleGrace(): void {
    if (graceTimer !== null) clearTimeout(graceTimer)
    graceTimer = null
    if (holders > 0 || life.signal.aborted) return
    graceTimer = setTimeout(() => void end(null), limits.emptyGraceMs)
  }

  settleGrace()
  begin().catch((error: unknown) => {
    if (!life.signal.aborted) throw error
  })
  return {
    content,
    opened: opened.promise,
    started: started.promise,
    statistics: async () => {
      const session = current?.session()
      return current && session ? engineApi(current.lease.address).rawStatistics(session) : undefined
    },
    ended: ended.promise,
    hold: () => {
      holders++
      settleGrace()
      return () => {
        holders--
        settleGrace()
      }
    },
    add: (sink) => fanOut.add(sink),
    remove: fanOut.remove,
    viewers: fanOut.viewers,
    isEmpty: () => holders === 0,
    sessions: () =>
      [...feeds].flatMap((feed) => {
        const session = feed.session()
        return session === null ? [] : [{ lease: feed.lease, session }]
      }),
    end,
  }
}
