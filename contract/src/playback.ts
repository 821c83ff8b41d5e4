import { type Static, Type } from 'typebox'
import type { Coded, NoParams } from './reasons/coded.ts'
import { Nullable, Timestamp } from './scalars.ts'
import { KeyType, LONGEST_ID, StreamStartedBody } from './stream.ts'

/** Why something is not played, or no more: codes with their parameters. `text`: somebody else's words. */
interface PlaybackReasonParams {
  /** The request names nothing to play. */
  selector_missing: NoParams
  /** What it names is not of the right form. `rule`: what does not hold. */
  selector_invalid: { parameter: string; rule: string }
  /** No engine takes it now; `text`: the orchestrator's words. */
  no_engine: { text: string }
  /** The orchestrator does not answer, and no engine is known any more. */
  orchestrator_unreachable: NoParams
  viewers_maximum_reached: { most: number }
  stream_viewers_maximum_reached: { most: number }
  playback_key_missing: NoParams
  playback_key_wrong: NoParams
  /** The engine does not know the content. */
  content_unknown: { text: string }
  engine_unreachable: NoParams
  engine_timeout: NoParams
  engine_garbage: NoParams
  engine_status: { status: number }
  redirect_refused: { location: string }
  /** All attempts together took too long. */
  start_timeout: { afterS: number }
  no_peers: { afterS: number }
  no_data: { afterS: number }
  /** Data stopped coming, the connection stayed. */
  stalled: { afterS: number }
  /** The engine ended the connection. */
  closed_by_engine: NoParams
  /** The engine is to be removed, restarted or drained. */
  evicted: NoParams
  not_mpegts: NoParams
  /** The engine was lost more often than is tried. */
  failovers_exhausted: { most: number; reason: PlaybackReason }
  shutting_down: NoParams
}

export type PlaybackReason = Coded<PlaybackReasonParams>

/** An engine that a proxy may open a session on. */
const PlaybackEngine = Type.Object({
  container_id: Type.String(),
  container_name: Nullable(Type.String()),
  host: Type.String(),
  port: Type.Integer(),
})

export const LeaseBody = Type.Object({
  key_type: KeyType,
  key: Type.String({ minLength: 1, maxLength: LONGEST_ID }),
  exclude: Type.Optional(
    Type.Array(Type.String({ maxLength: 256 }), {
      maxItems: 1000,
      description: 'ids of engines that failed a moment ago',
    }),
  ),
})
export type LeaseBody = Static<typeof LeaseBody>

export const PlaybackLease = Type.Object({
  ...PlaybackEngine.properties,
  expires_at: { ...Timestamp, description: 'until then the place is kept for the session' },
})
export type PlaybackLease = Static<typeof PlaybackLease>

/** One who watches a stream through the proxy. */
export const StreamViewer = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 64 }),
  address: Type.String({ maxLength: 64, description: 'its network address' }),
  agent: Type.String({ maxLength: 256, description: 'its User-Agent' }),
  label: Nullable(Type.String({ maxLength: 256, description: '`?user=` of its request' })),
  since: Timestamp,
  bytes: Type.Integer({ minimum: 0, description: 'sent to it' }),
  behind_live_s: Type.Optional(
    Nullable(
      Type.Number({
        minimum: 0,
        description:
          'seconds from what it was sent to the newest data of the proxy; near 0 unless its connection is too slow',
      }),
    ),
  ),
})
export type StreamViewer = Static<typeof StreamViewer>

/** Of more viewers only the number is reported. */
export const MOST_VIEWERS_LISTED = 1000

export const ViewerClosing = Type.Object({ closing: Type.Literal(true) })

export const ProxySession = Type.Object({
  ...StreamStartedBody.properties,
  viewers: Type.Integer({ minimum: 0 }),
  viewer_list: Type.Optional(Type.Array(StreamViewer, { maxItems: MOST_VIEWERS_LISTED })),
})
export type ProxySession = Static<typeof ProxySession>

/** Where players reach a proxy. */
export const ProxyFront = Type.Object({
  host: Type.String({ maxLength: 255, description: 'it listens on this address; 0.0.0.0 and :: are all' }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  public_url: Nullable(
    Type.String({ maxLength: 2048, description: 'PROXY_PUBLIC_URL: its address as players see it' }),
  ),
  needs_key: Type.Boolean({ description: 'players must send PLAYBACK_KEY as `?key=`' }),
})
export type ProxyFront = Static<typeof ProxyFront>

export const PlaybackAccess = Type.Object({
  proxies: Type.Array(ProxyFront, { description: 'those that run and say where they listen' }),
})
export type PlaybackAccess = Static<typeof PlaybackAccess>

export const ProxySessionsBody = Type.Object({
  sessions: Type.Array(ProxySession, { maxItems: 1000 }),
  front: Type.Optional(ProxyFront),
})
export type ProxySessionsBody = Static<typeof ProxySessionsBody>

export const ProxySessionsAnswer = Type.Object({
  expires_at: { ...Timestamp, description: 'without a report until then its sessions are stopped' },
  engines: Type.Array(PlaybackEngine, { description: 'those that take one more stream, best first' }),
  leave: Type.Array(Type.String(), {
    description: 'ids of engines in this report whose viewers are to be moved to others',
  }),
  close: Type.Array(Type.String(), { description: 'ids of viewers to be closed' }),
  gone: Type.Array(Type.String(), {
    description: 'ids of engines in this report that no longer exist',
  }),
})
export type ProxySessionsAnswer = Static<typeof ProxySessionsAnswer>
