import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import type { Content } from '../engine/content.ts'
import type { Channel } from '../playback/channel.ts'
import type { Channels } from '../playback/channels.ts'
import { type Exchange, sendEngineError, sendResponse } from './exchange.ts'
import { CORS, sendProblem } from './problem.ts'
import { brokenHostRule } from './public-host.ts'
import { readSelector } from './selector.ts'
import { sendMedia } from './send-media.ts'
import type { Ticket, Tickets } from './tickets.ts'

export interface PlaybackApi {
  /** `/ace/getstream` */
  start(exchange: Exchange): Promise<void>
  /** `/ace/<what>/<infohash>/<token>`, the URLs that a start with `format=json` gives. */
  session(exchange: Exchange, what: string, infohash: string, token: string): Promise<void>
  viewers(): number
}

export interface PlaybackApiOptions {
  readonly channels: Channels
  readonly tickets: Tickets
  readonly mostViewers: number
}

/** What engines say of a session that is over. */
const GONE = 'unknown playback session id'

export function createPlaybackApi({ channels, tickets, mostViewers }: PlaybackApiOptions): PlaybackApi {
  const viewers = () => channels.list().reduce((sum, { viewers }) => sum + viewers.size, 0)

  async function start(exchange: Exchange): Promise<void> {
    const { response, request, url } = exchange
    const content = await contentIn(url.searchParams)
    if ('code' in content) return sendProblem(response, content)
    if (request.method === 'HEAD') return sendHead(exchange)
    if (viewers() >= mostViewers)
      return sendProblem(response, { code: 'viewers_maximum_reached', most: mostViewers })
    const { channel, release } = await openOnce(content)
    if (url.searchParams.get('format') === 'json') return describe(exchange, channel, release)
    await watch(exchange, channel, release)
  }

  /** A channel that ends because another one plays its content is asked for again, under that one's name. */
  async function openOnce(content: Content) {
    const first = await channels.open(content)
    if ((await first.channel.opened) !== 'elsewhere') return first
    first.release()
    return channels.open(content)
  }

  async function watch(
    exchange: Exchange,
    channel: Channel,
    release: () => void,
    ticket?: Ticket,
  ): Promise<void> {
    const { response, gone } = exchange
    const reason = await Promise.race([channel.started, abortOf(gone)])
    if (gone.aborted) return release()
    if (reason !== null) {
      release()
      return sendProblem(response, reason)
    }
    const left = ticket?.read(() => response.socket?.end())
    sendMedia(response, channel, () => {
      left?.()
      release()
    })
  }

  async function describe(exchange: Exchange, channel: Channel, release: () => void): Promise<void> {
    const opened = await Promise.race([channel.opened, abortOf(exchange.gone)])
    if (opened === null || opened === 'elsewhere' || 'code' in opened) {
      release()
      return sendProblem(exchange.response, opened !== null && typeof opened === 'object' ? opened : STOPPED)
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

  return { start, session, viewers }
}

const STOPPED: PlaybackReason = { code: 'shutting_down' }
/** Clients poll again after so long. */
const EVENT_POLL_MS = 15_000

async function contentIn(query: URLSearchParams): Promise<Content | PlaybackReason> {
  const content = readSelector(query)
  if ('code' in content || content.kind !== 'url') return content
  const rule = await brokenHostRule(content.value)
  return rule === null ? content : { code: 'selector_invalid', parameter: 'url', rule }
}

/** Players that look before they play: the type, and nothing is started for it. */
function sendHead({ response }: Exchange): void {
  response.writeHead(200, { 'content-type': 'video/mp2t', ...CORS }).end()
}

function abortOf(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null)
    signal.addEventListener('abort', () => resolve(null), { once: true })
  })
}
