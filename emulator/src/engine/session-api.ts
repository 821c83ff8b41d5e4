import type { Json } from '../lib/python-json.ts'
import { type Exchange, pause, sendError, sendResponse } from './exchange.ts'
import type { Session } from './session.ts'
import type { EngineWorld } from './world.ts'

const GONE = 'unknown playback session id'
/** The live window of both samples seen. */
const LIVE_WINDOW_S = 1_800
const BUFFER_PIECES = 15
/** How long an event poll is held open, in the engine's milliseconds: clients poll again after 15 s. */
const EVENT_POLL_MS = 15_000

type SessionHandler = (world: EngineWorld, exchange: Exchange, session: Session) => Promise<void> | void

/** `/ace/<what>/<infohash>/<token>`: every token of a content leads to its one current session. */
export function withSession(infohash: string, token: string, handle: SessionHandler) {
  return (world: EngineWorld, exchange: Exchange): Promise<void> | void => {
    const session = world.sessions.find(infohash, token)
    return session === undefined ? sendError(exchange, GONE) : handle(world, exchange, session)
  }
}

/** Reading statistics counts as activity of the player, unless told otherwise. */
export function stat(world: EngineWorld, exchange: Exchange, session: Session): void {
  if (exchange.url.searchParams.get('skip_player_activity') !== '1') session.lastUsedAtMs = Date.now()
  sendResponse(exchange, statisticsJson(world, session))
}

export function statisticsJson(world: EngineWorld, session: Session): Json {
  const now = Date.now()
  const faults = world.faults.of(session.infohash)
  const status = session.status(now, faults)
  if (status === 'none') return {}
  const numbers = session.statistics(now, faults)
  return {
    uploaded: numbers.uploadedBytes,
    network_monitor_status: 0,
    debug_level: 0,
    speed_down: numbers.speedDownKibPerSecond,
    speed_up: numbers.speedUpKibPerSecond,
    network_monitor_started: false,
    selected_stream_index: 0,
    total_progress: 0,
    progress: status === 'prebuf' ? numbers.progressPercent : undefined,
    stream_status: -1,
    client_session_id: session.clientSessionId,
    status,
    downloaded: numbers.downloadedBytes,
    manifest_access_mode: -1,
    peers: numbers.peers,
    playback_session_id: session.playbackSessionId,
    is_encrypted: 0,
    is_live: 1,
    infohash: session.infohash,
    selected_file_index: -1,
    livepos: status === 'dl' ? livePosition(session.sourceTimeMs(now, faults)) : undefined,
  }
}

/** Unix seconds, all of them as strings. */
function livePosition(sourceTimeMs: number): Json {
  const last = Math.floor(sourceTimeMs / 1000)
  return {
    last: `${last}`,
    live_first: `${last - LIVE_WINDOW_S}`,
    pos: `${last - 2}`,
    first_ts: `${last - LIVE_WINDOW_S}`,
    last_ts: `${last}`,
    is_live: '1',
    live_last: `${last}`,
    buffer_pieces: `${BUFFER_PIECES}`,
  }
}

export function command(world: EngineWorld, exchange: Exchange, session: Session): void {
  const method = exchange.url.searchParams.get('method')
  if (method === 'stop') {
    world.tally.stops++
    world.sessions.stop(session)
    sendResponse(exchange, 'ok')
  } else sendError(exchange, method ? `unknown method: [${method}]` : 'missing method')
}

/** A long poll: the first one of a session tells that it is live, later ones wait for its end. */
const toldLive = new WeakSet<Session>()

export async function event(world: EngineWorld, exchange: Exchange, session: Session): Promise<void> {
  if (!toldLive.has(session)) {
    toldLive.add(session)
    return sendResponse(exchange, { name: 'live_changed', params: { is_live: 1 } })
  }
  const ended = new Promise<boolean>((done) => {
    session.ended.addEventListener('abort', () => done(true), { once: true })
  })
  await Promise.race([ended, pause(world, EVENT_POLL_MS / world.timeScale)])
  if (world.closing.aborted) return
  if (!session.ended.aborted) return sendResponse(exchange, null)
  sendResponse(exchange, { name: 'download_stopped', params: { reason: 'stopped', option: null } })
}
