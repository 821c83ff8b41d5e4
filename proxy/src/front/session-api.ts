import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import type { Channel } from '../playback/channel.ts'
import type { Ticket, Tickets } from '../viewers/tickets.ts'
import { type Exchange, sendEngineError, sendResponse } from './exchange.ts'
import { abortOf, sendHead } from './media-head.ts'

export interface SessionApiOptions {
  readonly tickets: Tickets
  /** Feeds the caller; takes over its hold on the channel. */
  readonly watch: (exchange: Exchange, channel: Channel, release: () => void, ticket: Ticket) => Promise<void>
  readonly refuse: (exchange: Exchange, reason: PlaybackReason) => void
}

/** What a client that started with `format=json` does with the URLs it was given. */
export interface SessionApi {
  /** Answers such a start; takes over the caller's hold on the channel. */
  describe(exchange: Exchange, channel: Channel, release: () => void): Promise<void>
  /** `/ace/<what>/<infohash>/<token>` */
  session(exchange: Exchange, what: string, infohash: string, token: string): Promise<void>
}

/** What engines say of a session that is over. */
const GONE = 'unknown playback session id'
const STOPPED: PlaybackReason = { code: 'shutting_down' }
/** Clients poll again after so long. */
const EVENT_POLL_MS = 15_000

export function createSessionApi({ tickets, watch, refuse }: SessionApiOptions): SessionApi {
  async function describe(exchange: Exchange, channel: Channel, release: () => void): Promise<void> {
    const opened = await Promise.race([channel.opened, abortOf(exchange.gone)])
    if (opened === null || opened === 'elsewhere' || 'code' in opened) {
      release()
      return refuse(exchange, opened !== null && typeof opened === 'object' ? opened : STOPPED)
    }
    const { infohash, isLive } = opened
    const ticket = tickets.issue(channel, infohash, release)
    const path = `${infohash}/${ticket.token}`
    const { origin, url } = exchange
    const wantsEvents = url.searchParams.get('use_api_events') === '1'
    sendResponse(exchange, {
      playback_url: `${origin}/ace/r/${path}`,
      stat_url: `${origin}/ace/stat/${path}`,
      command_url: `${origin}/ace/cmd/${path}`,
      event_url: wantsEvents ? `${origin}/ace/event/${path}` : undefined,
      infohash,
      playback_session_id: ticket.sessionId,
      is_live: Number(isLive),
      is_encrypted: 0,
      client_session_id: Number(url.searchParams.get('client_session_id') ?? -1),
    })
  }

  async function session(exchange: Exchange, what: string, infohash: string, token: string): Promise<void> {
    const ticket = tickets.find(infohash, token)
    if (ticket === undefined) return sendEngineError(exchange, GONE)
    ticket.touch()
    if (what === 'r') return read(exchange, ticket)
    if (what === 'stat') return statistics(exchange, ticket)
    if (what === 'event') return event(exchange, ticket)
    const method = exchange.url.searchParams.get('method')
    if (method !== 'stop') return sendEngineError(exchange, `unknown method: [${method ?? ''}]`)
    tickets.stop(ticket)
    sendResponse(exchange, 'ok')
  }

  async function read(exchange: Exchange, ticket: Ticket): Promise<void> {
    if (exchange.request.method === 'HEAD') return sendHead(exchange)
    await watch(exchange, ticket.channel, ticket.channel.hold(), ticket)
  }

  return { describe, session }
}

/** The engine's own, under the name that this client knows. */
async function statistics(exchange: Exchange, { channel, sessionId }: Ticket): Promise<void> {
  const found = await channel.statistics()
  sendResponse(exchange, found === undefined ? {} : { ...found, playback_session_id: sessionId })
}

async function event(exchange: Exchange, { channel }: Ticket): Promise<void> {
  const ended = channel.ended.then(() => 'ended' as const)
  const first = await Promise.race([
    ended,
    abortOf(AbortSignal.any([exchange.gone, AbortSignal.timeout(EVENT_POLL_MS)])),
  ])
  if (exchange.gone.aborted) return
  const stopped = { name: 'download_stopped', params: { reason: 'stopped', option: null } }
  sendResponse(exchange, first === 'ended' ? stopped : null)
}
