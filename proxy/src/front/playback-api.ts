import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import type { Content } from '../engine/content.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Channel } from '../playback/channel.ts'
import type { Channels } from '../playback/channels.ts'
import type { Admission } from '../viewers/admission.ts'
import { type Audience, type Introduction, readable } from '../viewers/audience.ts'
import type { Ticket, Tickets } from '../viewers/tickets.ts'
import type { Exchange } from './exchange.ts'
import { abortOf, sendHead } from './media-head.ts'
import { sendProblem } from './problem.ts'
import { brokenHostRule } from './public-host.ts'
import { readSelector } from './selector.ts'
import { sendMedia } from './send-media.ts'
import { createSessionApi, type SessionApi } from './session-api.ts'

export interface PlaybackApi extends Pick<SessionApi, 'session'> {
  /** `/ace/getstream` */
  start(exchange: Exchange): Promise<void>
}

export interface PlaybackApiOptions {
  readonly channels: Channels
  readonly tickets: Tickets
  readonly audience: Audience
  readonly admission: Admission
  readonly metrics: Pick<Metrics, 'refused' | 'firstByte'>
}

export function createPlaybackApi(options: PlaybackApiOptions): PlaybackApi {
  const { channels, tickets, audience, admission, metrics } = options
  const sessions = createSessionApi({ tickets, watch, refuse })

  function refuse({ response }: Exchange, reason: PlaybackReason): void {
    metrics.refused(reason)
    sendProblem(response, reason)
  }

  async function start(exchange: Exchange): Promise<void> {
    const { request, url } = exchange
    const noKey = admission.whyNoKey(url.searchParams)
    if (noKey !== null) return refuse(exchange, noKey)
    const content = await contentIn(url.searchParams)
    if ('code' in content) return refuse(exchange, content)
    if (request.method === 'HEAD') return sendHead(exchange)
    const full = admission.whyFull()
    if (full !== null) return refuse(exchange, full)
    const { channel, release } = await openOnce(content)
    if (url.searchParams.get('format') === 'json') return sessions.describe(exchange, channel, release)
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
    const askedAtMs = performance.now()
    const reason = await Promise.race([channel.started, abortOf(gone)])
    if (gone.aborted) return release()
    const why = reason ?? admission.whyFull() ?? admission.whyFullOn(channel)
    if (why !== null) {
      release()
      return refuse(exchange, why)
    }
    const end = () => void response.socket?.end()
    const left = ticket?.read(end)
    const viewer = sendMedia(response, channel, () => {
      leave?.()
      left?.()
      release()
    })
    const leave =
      viewer && audience.join(introductionOf(exchange), channel, viewer.bytes, viewer.end, viewer.behindMs)
    metrics.firstByte((performance.now() - askedAtMs) / 1000)
  }

  return { start, session: sessions.session }
}

function introductionOf({ request, url }: Exchange): Introduction {
  const label = readable(url.searchParams.get('user') ?? '')
  return {
    address: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    agent: readable(request.headers['user-agent'] ?? ''),
    label: label === '' ? null : label,
  }
}

async function contentIn(query: URLSearchParams): Promise<Content | PlaybackReason> {
  const content = readSelector(query)
  if ('code' in content || content.kind !== 'url') return content
  const rule = await brokenHostRule(content.value)
  return rule === null ? content : { code: 'selector_invalid', parameter: 'url', rule }
}
