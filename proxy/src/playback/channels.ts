// playback/: one channel per content: its lease on an engine, failover to the next, and its viewers meanwhile.
import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import { type Content, keyOf } from '../engine/content.ts'
import type { Viewer } from '../relay/viewer.ts'
import { type Channel, type ChannelLimits, createChannel } from './channel.ts'
import type { Engines } from './engines.ts'

export interface ChannelEvents {
  readonly received: (bytes: number) => void
  readonly failover: (content: Content, reason: PlaybackReason) => void
  readonly viewerDropped: (content: Content, viewer: Viewer) => void
  readonly ended: (content: Content, reason: PlaybackReason | null) => void
}

export interface ChannelsOptions {
  readonly engines: Engines
  readonly limits: ChannelLimits
  readonly events: ChannelEvents
  /** Asks an engine that is ours which infohash a content id has; undefined: it does not say. */
  readonly infohashOf: (content: Content, channels: readonly Channel[]) => Promise<string | undefined>
}

/** Everything that is played: each content once, whatever it is called. */
export interface Channels {
  /** The one that plays this, else a new one. The caller holds it, and lets go by calling `release`. */
  open(content: Content): Promise<{ readonly channel: Channel; readonly release: () => void }>
  list(): readonly Channel[]
  /** Those that have ended while an engine has not confirmed the stop of a session. */
  ending(): readonly Channel[]
  /** Ends all; resolves when their sessions are over, at the latest after 16 s. */
  close(reason: PlaybackReason): Promise<void>
}

/** Names that were learned are few bytes each, but callers make them up. */
const MOST_NAMES = 10_000

export function createChannels({ engines, limits, events, infohashOf }: ChannelsOptions): Channels {
  const byKey = new Map<string, Channel>()
  const ending = new Set<Channel>()
  /** Infohashes by the key of the name they were asked for by. */
  const learned = new Map<string, string>()

  const infohashKey = (infohash: string) => keyOf({ kind: 'infohash', value: infohash })

  function learn(content: Content, infohash: string): void {
    if (learned.size >= MOST_NAMES) learned.clear()
    learned.set(keyOf(content), infohash)
  }

  function find(content: Content): Channel | undefined {
    const infohash = learned.get(keyOf(content))
    return (
      byKey.get(keyOf(content)) ?? (infohash === undefined ? undefined : byKey.get(infohashKey(infohash)))
    )
  }

  /** A channel that is kept although nobody watches it makes way for one that somebody waits for. */
  const leaseFor: Engines['lease'] = async (content, exclude, signal) => {
    const first = await engines.lease(content, exclude, signal)
    if (!('code' in first) || first.code !== 'no_engine') return first
    const empty = [...new Set(byKey.values())].find((each) => each.isEmpty() && each.content !== content)
    if (empty === undefined) return first
    await empty.end(null)
    return engines.lease(content, exclude, signal)
  }

  function create(content: Content): Channel {
    const channel: Channel = createChannel({
      content,
      engines: { lease: leaseFor, isGone: engines.isGone },
      limits,
      onInfohash: (infohash) => {
        learn(content, infohash)
        const owner = byKey.get(infohashKey(infohash))
        if (owner !== undefined && owner !== channel) return false
        byKey.set(infohashKey(infohash), channel)
        return true
      },
      onReceived: events.received,
      onFailover: (reason) => events.failover(content, reason),
      onViewerDropped: (viewer) => events.viewerDropped(content, viewer),
      onEnded: () => {
        for (const [key, each] of byKey) if (each === channel) byKey.delete(key)
        ending.add(channel)
      },
    })
    byKey.set(keyOf(content), channel)
    void channel.ended.then((reason) => events.ended(content, reason))
    void channel.over.then(() => ending.delete(channel))
    return channel
  }

  return {
    open: async (content) => {
      if (content.kind === 'content_id' && find(content) === undefined && byKey.size > 0) {
        const infohash = await infohashOf(content, [...byKey.values()])
        if (infohash !== undefined) learn(content, infohash)
      }
      const channel = find(content) ?? create(content)
      return { channel, release: channel.hold() }
    },
    list: () => [...new Set(byKey.values())],
    ending: () => [...ending],
    close: async (reason) => {
      const all = new Set([...byKey.values(), ...ending])
      await Promise.all([...all].map((channel) => channel.end(reason)))
    },
  }
}
