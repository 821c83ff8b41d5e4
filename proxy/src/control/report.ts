import type { ProxySession, StreamViewer } from '@acestream-orchestrator/contract/playback'
import type { Channel } from '../playback/channel.ts'

/** Everything that is open on engines, as the orchestrator is told it. */
export function sessionsOf(channels: readonly Channel[], watchers: readonly Watcher[] = []): ProxySession[] {
  const lists = Map.groupBy(watchers.slice(0, MOST_VIEWERS_LISTED), ({ channel }) => channel)
  return channels.flatMap((channel) => {
    const { kind, value } = channel.content
    return channel.sessions().map(({ lease, session, isPlaying }) => ({
      container_id: lease.engineId,
      engine: lease.address,
      stream: { key_type: kind, key: value },
      session: {
        playback_session_id: session.sessionId,
        stat_url: session.statPath,
        command_url: session.commandPath,
        is_live: Number(session.isLive),
      },
      viewers: isPlaying ? channel.viewers.size : 0,
      viewer_list: isPlaying ? (lists.get(channel) ?? []).map(viewerOf) : [],
    }))
  })
}

/** The contract's module itself stays out of this process: it brings the schema library. */
const MOST_VIEWERS_LISTED = 1000

/** One who watches, as it is reported. */
interface Watcher {
  readonly id: string
  readonly channel: Channel
  readonly address: string
  readonly agent: string
  readonly label: string | null
  /** Unix ms. */
  readonly sinceMs: number
  sentBytes(): number
  behindMs(): number | null
}

function viewerOf({ id, address, agent, label, sinceMs, sentBytes, behindMs }: Watcher): StreamViewer {
  const behind = behindMs()
  return {
    id,
    address,
    agent,
    label,
    since: new Date(sinceMs).toISOString(),
    bytes: sentBytes(),
    behind_live_s: behind === null ? null : Math.round(behind / 100) / 10,
  }
}
