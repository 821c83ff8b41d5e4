// The playback proxy, put together: `front` answers clients, `viewers` knows who watches, `playlist` rewrites playlists,
// `playback` runs channels, `engine` opens sessions, `mpegts` joins streams, `relay` feeds viewers, `control` talks to the
// orchestrator, `metrics` counts.
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createOrchestrator } from './control/orchestrator.ts'
import { sessionsOf } from './control/report.ts'
import { nameOf } from './engine/content.ts'
import { engineApi } from './engine/engine-api.ts'
import { metricsRoute } from './front/metrics-route.ts'
import { createPlaybackApi } from './front/playback-api.ts'
import { sentenceOf } from './front/problem.ts'
import { createFront } from './front/server.ts'
import type { Log } from './log.ts'
import { createMetrics, type Gauges } from './metrics/metrics.ts'
import { createChannels } from './playback/channels.ts'
import { createPlaylistApi } from './playlist/playlist-api.ts'
import { RING_BYTES } from './relay/ring.ts'
import type { Settings } from './settings.ts'
import { createAdmission } from './viewers/admission.ts'
import { createAudience } from './viewers/audience.ts'
import { createTickets } from './viewers/tickets.ts'

export interface ProxyOptions {
  readonly settings: Settings
  readonly key: () => string
  readonly log: Log
}

/** The data plane: the HTTP API of one engine on one side, leases and reports on the other. */
export interface Proxy {
  /** `http://127.0.0.1:6878` */
  readonly url: string
  /** Ends every viewer and stops every session; says so to the orchestrator. */
  close(): Promise<void>
}

const TICKET_IDLE_MS = 60_000

/** Rejects with Node's error where the port is taken or may not be used. */
export async function startProxy({ settings, key, log }: ProxyOptions): Promise<Proxy> {
  const { host, port, basePath } = settings.orchestrator
  const metrics = createMetrics()
  const audience = createAudience(Date.now)
  let isReachable = false

  function onReachable(is: boolean): void {
    isReachable = is
    if (is) log('info', 'the orchestrator answers')
    else log('warn', 'the orchestrator does not answer; what plays goes on')
  }

  const orchestrator = createOrchestrator({
    address: { host, port },
    basePath,
    key,
    proxy: `proxy-${randomBytes(6).toString('hex')}`,
    sessions: () => sessionsOf([...channels.list(), ...channels.ending()], audience.list()),
    front: () => frontOf(front.address(), settings),
    startTimeoutMs: settings.startTimeoutMs,
    graceMs: settings.leaseGraceMs,
    onLeave: (engineId) => {
      for (const channel of channels.list()) channel.leave(engineId)
    },
    onClose: audience.close,
    onReachable,
  })
  const channels = createChannels({
    engines: orchestrator,
    limits: settings,
    events: {
      received: metrics.received,
      failover: (content, reason) => {
        metrics.failover(reason)
        log('warn', `${nameOf(content)}: moves to another engine: ${sentenceOf(reason)}`)
      },
      viewerDropped: (content) => {
        metrics.dropped()
        log('info', `${nameOf(content)}: a viewer was dropped that took nothing for too long`)
      },
      ended: (content, reason) =>
        log('info', `${nameOf(content)}: ended${reason === null ? '' : `: ${sentenceOf(reason)}`}`),
    },
    infohashOf: async (content, playing) => {
      const [lease] = playing.flatMap((channel) => channel.sessions().map((each) => each.lease))
      return lease && engineApi(lease.address).infohashOf(content, AbortSignal.timeout(TICKET_IDLE_MS))
    },
  })
  const admission = createAdmission(settings, audience)
  const playback = createPlaybackApi({
    channels,
    tickets: createTickets(TICKET_IDLE_MS),
    audience,
    admission,
    metrics,
  })
  const gauges = (): Gauges => ({
    viewers: audience.count(),
    streams: channels.list().length,
    ringBytes: channels.list().reduce((sum, channel) => sum + channel.ringBytes(), 0),
    ringLimitBytes: channels.list().length * RING_BYTES,
    sentBytes: audience.sentBytes(),
    isOrchestratorReachable: isReachable,
  })
  const front = createFront({
    playback,
    publicUrl: settings.publicUrl,
    playlist: createPlaylistApi(admission),
    metrics: metricsRoute(admission, () => metrics.render(gauges())),
    onBug: (error) =>
      log('error', `this should not have happened: ${error instanceof Error ? error.stack : error}`),
  })
  try {
    await listening(front, settings)
  } catch (error) {
    orchestrator.stop()
    throw error
  }
  const address = front.address() as AddressInfo
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    close: async () => {
      front.close()
      await channels.close({ code: 'shutting_down' })
      orchestrator.stop()
      await orchestrator.report()
      front.closeAllConnections()
    },
  }
}

function frontOf(address: AddressInfo | string | null, settings: Settings) {
  if (address === null || typeof address === 'string') return undefined
  return {
    host: address.address,
    port: address.port,
    public_url: settings.publicUrl,
    needs_key: settings.playbackKey !== null,
  }
}

function listening(front: ReturnType<typeof createFront>, { host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    front.once('error', reject)
    front.listen(port, host, () => {
      front.off('error', reject)
      resolve()
    })
  })
}
