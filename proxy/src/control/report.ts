import type { ProxySession } from '@acestream-orchestrator/contract/playback'
import type { Channel } from '../playback/channel.ts'

/** Everything that is open on engines, as the orchestrator is told it. */
export function sessionsOf(channels: readonly Channel[]): ProxySession[] {
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
    }))
  })
}
