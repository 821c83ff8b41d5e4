import type { Json } from '../lib/python-json.ts'
import { type Selector, selectorIn } from './catalogue.ts'
import {
  type Exchange,
  NOT_FOUND_TEXT,
  pause,
  redirect,
  sendError,
  sendResponse,
  sendText,
} from './exchange.ts'
import { tokenOf } from './identity.ts'
import type { Session } from './session.ts'
import type { EngineWorld } from './world.ts'

/** Measured on 3.1.74, in the engine's milliseconds. */
const KNOWN_CONTENT_MS = 500
const UNKNOWN_ID_MS = 4_600
const UNKNOWN_INFOHASH_MS = 28_000

/** The infohash that a start request is about, if the engine can know. */
export function contentOf(world: EngineWorld, { url }: Exchange): string | undefined {
  const selector = selectorIn(url.searchParams)
  return selector && world.catalogue.resolve(selector)
}

/** `GET /ace/getstream` and `/ace/manifest.m3u8`. Answers before any data exists. */
export function start(kind: 'ts' | 'hls') {
  return async (world: EngineWorld, exchange: Exchange): Promise<void> => {
    const selector = selectorIn(exchange.url.searchParams)
    if (selector === undefined) return sendText(exchange, 500, NOT_FOUND_TEXT)
    const infohash = world.catalogue.resolve(selector)
    if (infohash === undefined || world.faults.of(infohash).channel === 'unknown')
      return refuse(world, exchange, selector)
    world.catalogue.remember(selector, infohash)
    const session = open(world, exchange, infohash, kind)
    const delayMs = KNOWN_CONTENT_MS / world.timeScale + world.faults.of(infohash).startDelayMs
    if (await pause(world, delayMs)) answer(exchange, session)
  }
}

async function refuse(world: EngineWorld, exchange: Exchange, selector: Selector): Promise<void> {
  const waitMs = selector.kind === 'infohash' ? UNKNOWN_INFOHASH_MS : UNKNOWN_ID_MS
  if (!(await pause(world, waitMs / world.timeScale))) return
  if (wantsJson(exchange)) sendError(exchange, 'failed to load content')
  else sendText(exchange, 500, NOT_FOUND_TEXT)
}

/** The session exists from here on, also if the caller leaves before the answer. */
function open(world: EngineWorld, exchange: Exchange, infohash: string, kind: 'ts' | 'hls'): Session {
  const { searchParams } = exchange.url
  const pid = searchParams.get('pid') ?? searchParams.get('sid')
  world.tally.starts++
  return world.sessions.start({
    infohash,
    token: tokenOf(pid, exchange.callerIp),
    isDefaultPlayer: pid === null,
    kind,
    clientSessionId: Number(searchParams.get('client_session_id') ?? -1),
  })
}

function answer(exchange: Exchange, session: Session): void {
  const playbackUrl = playbackUrlOf(exchange, session)
  if (wantsJson(exchange)) sendResponse(exchange, describe(exchange, session, playbackUrl))
  else redirect(exchange, playbackUrl)
}

function playbackUrlOf({ origin }: Exchange, session: Session): string {
  const path = `${session.infohash}/${session.token}`
  return session.kind === 'ts' ? `${origin}/ace/r/${path}` : `${origin}/ace/m/${path}.m3u8`
}

function describe({ origin, url }: Exchange, session: Session, playbackUrl: string): Json {
  const path = `${session.infohash}/${session.token}`
  const wantsEvents = url.searchParams.get('use_api_events') === '1'
  return {
    playback_url: playbackUrl,
    stat_url: `${origin}/ace/stat/${path}`,
    command_url: `${origin}/ace/cmd/${path}`,
    event_url: wantsEvents ? `${origin}/ace/event/${path}` : undefined,
    infohash: session.infohash,
    playback_session_id: session.playbackSessionId,
    is_live: 1,
    is_encrypted: 0,
    client_session_id: session.clientSessionId,
  }
}

const wantsJson = ({ url }: Exchange) => url.searchParams.get('format') === 'json'
