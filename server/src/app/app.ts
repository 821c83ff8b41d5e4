import type { Api } from '../api/server.ts'
import type { Registry } from '../engines/registry.ts'
import { RECENT_MS } from '../incidents/incident.ts'
import type { Incidents } from '../incidents/watch.ts'
import { derived } from '../lib/live.ts'
import type { ProvisioningSystem } from '../provisioning/system.ts'
import { figuresOf } from './adapters/figures.ts'
import type { AppOptions } from './app-options.ts'
import type { Edges } from './edges.ts'
import { loadPast, loadPastLater, type Past } from './load-past.ts'
import { openAlerts, type RunningAlerts } from './parts/alerts/alerts.ts'
import { createAppApi } from './parts/api.ts'
import { type Core, createCore } from './parts/core.ts'
import { startAppIncidents } from './parts/incidents.ts'
import { startLoops } from './parts/loops.ts'
import { startAppProvisioning } from './parts/provisioning.ts'
import { createVpn } from './parts/vpn.ts'
import { policyOf } from './policy.ts'

export interface App {
  readonly api: Api
  /** Ends everything in order; engines go on running unless STOP_ENGINES_ON_EXIT. */
  stop(): Promise<void>
}

/** What is under way when we are told to stop may take this long to finish. */
const FINISH_WITHIN_MS = 5000

/** Composition: services over edges, loops over services. Nothing here waits for the runtime: the API answers first. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, edges, store, clock, logger } = options
  const policy = derived(config, policyOf)
  const [past, alerts] = await Promise.all([
    loadPast(store, logger, clock.now() - RECENT_MS),
    openAlerts({ ...options, config: config.get() }),
  ])
  let found: Incidents | undefined
  const core = createCore(options, past, () => found)
  const { registry, tracker } = core
  const vpn = createVpn(options, core)
  const provisioning = startAppProvisioning(options, core, vpn, policy)
  const incidents = startAppIncidents({
    ...options,
    ...core,
    vpn,
    provisioning,
    runtime: edges.runtime,
    unhealthyGraceMs: () => policy.get().unhealthyGraceMs,
    notifiers: alerts.sights,
    logger: logger.child({ module: 'incidents' }),
  })
  found = incidents
  const telling = alerts.start(incidents, () => figuresOf(core, vpn, incidents))

  const restore = (known: Past) => restorePast(known, core, { incidents, telling }, provisioning)
  if (past === null || !(await succeeds(restore(past)))) {
    telling.restore(null)
    loadPastLater(store, logger, clock.now() - RECENT_MS, restore)
  }
  store.database.separateReads()
  await vpn.start()
  vpn.changes.on(({ significant }) => significant && provisioning.wake())
  tracker.changes.on(() => provisioning.wake())

  const loops = startLoops(options, core)
  const api = createAppApi(options, {
    core,
    vpn,
    provisioning,
    incidents,
    alerts: alerts.service,
    streams: loops.streams,
  })
  return {
    api,
    stop: async () => {
      await api.close()
      await provisioning.stop(FINISH_WITHIN_MS)
      if (config.get().provisioning.stopEnginesOnExit)
        await removeAll(registry, edges.runtime, policy.get().stopGraceMs)
      await telling.stop()
      await Promise.all([loops.stop(), incidents.stop()])
      await vpn.stop()
      core.unlink()
    },
  }
}

/** Streams before wishes: a drain or a smaller number may only take engines that are known to be idle. */
async function restorePast(
  past: Past,
  { registry, tracker }: Core,
  { incidents, telling }: { readonly incidents: Incidents; readonly telling: RunningAlerts },
  provisioning: ProvisioningSystem,
): Promise<void> {
  registry.recall(past.memory)
  past.external.forEach(registry.addExternal)
  await tracker.load()
  incidents.restore(past.incidents)
  telling.restore(past.alerts)
  provisioning.restore(past.intents)
}

function succeeds(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  )
}

/** STOP_ENGINES_ON_EXIT: for those who want nothing left behind. */
async function removeAll(
  registry: Pick<Registry, 'containers'>,
  runtime: Edges['runtime'],
  graceMs: number,
): Promise<void> {
  const { signal } = new AbortController()
  await Promise.allSettled(registry.containers().map(({ id }) => runtime.remove(id, graceMs, signal)))
}
