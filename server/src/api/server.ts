// The HTTP API. `http` is the server itself, `security` who may ask, `read` turns requests into domain values, `routes` answer
// them, `present` turns domain values into wire shapes, `send` puts answers out, `live` is GET /live, `metrics` GET /metrics.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { DomainError } from '../lib/errors.ts'
import { createContext } from './context.ts'
import { createApp } from './http/app.ts'
import { endConnections } from './http/closing.ts'
import { type HeldPort, holdPort } from './http/held-port.ts'
import { createOpenApi } from './http/openapi.ts'
import { createLive } from './live/live.ts'
import { createMeters } from './metrics/meters.ts'
import type { ApiDeps } from './ports.ts'
import { incidentRoutes } from './routes/events/incidents.ts'
import { journalRoutes } from './routes/events/journal.ts'
import { liveRoutes } from './routes/events/live.ts'
import { aceRoutes } from './routes/fleet/ace.ts'
import { containerRoutes } from './routes/fleet/containers.ts'
import { engineRoutes } from './routes/fleet/engines.ts'
import { playbackRoutes, viewerRoutes } from './routes/fleet/playback.ts'
import { provisioningRoutes } from './routes/fleet/provisioning.ts'
import { streamRoutes } from './routes/fleet/streams.ts'
import { vpnRoutes } from './routes/fleet/vpn.ts'
import { alertRuleRoutes } from './routes/product/alert-rules.ts'
import { backupRoutes } from './routes/product/backup.ts'
import { docsRoutes } from './routes/product/docs.ts'
import { doctorRoutes } from './routes/product/doctor.ts'
import { metricsRoutes } from './routes/product/metrics.ts'
import { notifierRoutes } from './routes/product/notifiers.ts'
import { panelRoutes } from './routes/product/panel.ts'
import { pushBrowserRoutes } from './routes/product/push-browsers.ts'
import { settingsRoutes } from './routes/product/settings.ts'
import { statusRoutes } from './routes/product/status.ts'

/** A stop answers whoever waits at once, and gives requests that are under way so long to end. */
const GRACE_MS = 2000

/** The HTTP API and the panel's files, over everything the domains offer. */
export interface Api {
  /** Starts to answer, on the port held for it or HOST and PORT; resolves with its address, e.g. `http://127.0.0.1:8000`. */
  listen(held?: HeldPort): Promise<string>
  /** Ends live connections with a reason, lets running answers finish, and frees the port. */
  close(): Promise<void>
  /** A request without a socket, for tests. */
  inject(request: InjectOptions): Promise<LightMyRequestResponse>
}

const STOPPING: Reason = { code: 'shutting_down' }
const RESTART_TAKES_S = 5

export function createApi(deps: ApiDeps): Api {
  const { settings, clock, logger } = deps
  const life = new AbortController()
  const context = createContext(deps, life.signal)
  const live = createLive(context)
  const meters = createMeters(context, live.counts)
  const app = createApp(settings, clock, logger)
  const openApi = createOpenApi({ version: deps.version, basePath: settings.basePath })
  app.addHook('onRoute', openApi.add)

  app.register(async (routes) => {
    engineRoutes(routes, context)
    containerRoutes(routes, context)
    provisioningRoutes(routes, context, meters)
    streamRoutes(routes, context)
    playbackRoutes(routes, context)
    viewerRoutes(routes, context)
    if (settings.proxy !== null) aceRoutes(routes, settings.proxy)
    vpnRoutes(routes, context)
    journalRoutes(routes, context)
    incidentRoutes(routes, context)
    statusRoutes(routes, context)
    doctorRoutes(routes, context)
    notifierRoutes(routes, context)
    pushBrowserRoutes(routes, context)
    alertRuleRoutes(routes, context)
    backupRoutes(routes, context)
    settingsRoutes(routes, context)
    liveRoutes(routes, live)
    metricsRoutes(routes, meters)
    panelRoutes(routes, settings.panelDir, settings.frameAncestors)
    docsRoutes(routes, openApi)
  })
  let port: HeldPort | null = null
  let closed = (): void => {}
  app.addHook('preClose', async () => {
    port?.release()
    closed = endConnections(app.server, GRACE_MS)
    life.abort(new DomainError('general_error', STOPPING, { retryAfterS: RESTART_TAKES_S }))
    live.close(STOPPING)
    context.engineList.stop()
    meters.stop()
  })

  return {
    listen: async (held) => {
      port = held ?? (await holdPort(settings.host, settings.port))
      await app.ready()
      return port.serve(app.server)
    },
    close: () => app.close().finally(() => closed()),
    inject: (request) => app.inject(request),
  }
}
