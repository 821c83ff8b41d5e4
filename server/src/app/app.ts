import type { LogHealth } from '../api/ports.ts'
import { type Api, createApi } from '../api/server.ts'
import type { Config } from '../config/config.ts'
import { createCommands } from '../engines/commands.ts'
import { engineEvents } from '../engines/events.ts'
import { createRegistry, type Registry } from '../engines/registry.ts'
import { type Recommendation, recommend } from '../engines/selection.ts'
import { startMonitor } from '../health/monitor.ts'
import { startProbeHistory } from '../health/probe-history.ts'
import { startResources } from '../health/resources.ts'
import { RECENT_MS } from '../incidents/incident.ts'
import type { Incidents } from '../incidents/watch.ts'
import { createJournal } from '../journal/journal.ts'
import { logEntries } from '../journal/log-entries.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/log.ts'
import { createPlaybackLeases } from '../playback/leases.ts'
import { createJobs } from '../provisioning/jobs.ts'
import { startProvisioning } from '../provisioning/system.ts'
import type { Store } from '../store/open.ts'
import { createTracker } from '../streams/tracker.ts'
import { createVpnWatch } from '../vpn/watch.ts'
import { messageOf } from '../wording/events/message.ts'
import { withClosedReasons } from './closed-reasons.ts'
import type { Edges } from './edges.ts'
import { engineDirectory } from './engine-directory.ts'
import { createAnswerCheck, createExternalGuard } from './external-guard.ts'
import { startHistory } from './history.ts'
import { startAppIncidents } from './incidents.ts'
import { loadPast, loadPastLater, type Past } from './load-past.ts'
import { policyOf } from './policy.ts'
import { endStreamsOfDead, endStreamsOfTakenOver } from './stream-endings.ts'
import { startStreams } from './streams.ts'

export interface AppOptions {
  readonly config: Config
  /** The key in force, configured or generated. */
  readonly apiKey: string
  readonly edges: Edges
  readonly store: Store
  readonly log: LogHealth
  readonly clock: Clock
  readonly logger: Logger
  /** Of this program, shown everywhere. */
  readonly version: string
  /** 0 ≤ random < 1. */
  readonly random: () => number
  /** A new opaque id, as for jobs. */
  readonly newId: () => string
  /** An id for an engine that a client registers. */
  readonly newEngineId: () => string
  /** An id of our own for a stream: 16 hex digits. */
  readonly newStreamId: () => string
  /** Directory of the built panel, or null. */
  readonly panelDir: string | null
  /** From one reading of the engines' resources to the next. */
  readonly resourcesEveryMs?: number
}

export interface App {
  readonly api: Api
  /** Ends everything in order; engines go on running unless STOP_ENGINES_ON_EXIT. */
  stop(): Promise<void>
}

/** What is under way when we are told to stop may take this long to finish. */
const FINISH_WITHIN_MS = 5000
const RESOURCES_EVERY_MS = 10_000
/** A caller of `POST /provision/acestream` waits as long as an engine may take to start, and for a second try. */
const STARTS_TO_WAIT_FOR = 2

/** Composition: services over edges, loops over services. Nothing here waits for the runtime: the API answers first. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, edges, store, clock, logger } = options
  const policy = policyOf(config)
  const past = await loadPast(store, logger, clock.now() - RECENT_MS)
  let incidents: Incidents | undefined
  const journal = createJournal({
    store: store.journal,
    clock,
    word: messageOf,
    lastId: 0,
    recent: past?.journal ?? [],
    incidentOf: (links) => incidents?.incidentOf(links) ?? null,
  })
  logEntries(journal, logger.child({ module: 'journal' }))
  const jobs = createJobs(options.newId)
  const registry = createRegistry({
    runtime: edges.runtime.kind,
    instance: config.engines.instance,
    store: store.engines,
    now: clock.now,
  })
  const startedAtMs = clock.now()
  registry.changes.on((change) => engineEvents(change, startedAtMs).forEach(journal.record))

  const { prober, sessions } = withClosedReasons(edges.prober, edges.sessions, registry)
  const directory = engineDirectory(registry, clock)
  const tracker = createTracker({
    store: store.streams,
    engines: directory,
    sessions: edges.sessions,
    recorder: journal,
    clock,
    logger: logger.child({ module: 'streams' }),
    newId: options.newStreamId,
    lostAfterMs: config.streams.lostAfterMs,
    abandonedAfterMs: config.streams.abandonedAfterMs,
  })
  tracker.used.on(({ engineId, atMs }) => registry.markUsed(engineId, atMs))
  const unsubscribeEndings = endStreamsOfDead(registry, tracker)

  const vpn = createVpnWatch({
    containers: edges.vpnContainers,
    control: edges.control,
    nodes: config.gluetun.containers,
    intervalMs: config.gluetun.checkIntervalMs,
    portWatchdog: config.gluetun.portWatchdog,
    leakCheckUrl: config.gluetun.leakCheckUrl,
    advertisePublished: edges.advertisesPublished,
    engines: {
      inNetworkOf: (node) =>
        registry
          .list()
          .filter(({ engineSpec }) => engineSpec.vpn === node)
          .map(({ id }) => id),
    },
    store: store.vpnChecks,
    recorder: journal,
    clock,
    logger: logger.child({ module: 'vpn' }),
  })
  let runtimeErrors = 0
  const provisioning = startProvisioning({
    runtime: edges.runtime,
    registry,
    usage: tracker,
    vpn: () => vpn.view(),
    intents: store.intents,
    jobs,
    recorder: journal,
    clock,
    logger: logger.child({ module: 'provisioning' }),
    newId: options.newId,
    policy,
    allowedImages: config.access.provisionImages,
    mostGenerics: config.access.provisionMax,
    rereadMs: config.provisioning.monitorIntervalMs,
    patienceMs: config.provisioning.startupTimeoutMs * STARTS_TO_WAIT_FOR,
    onTakeOver: (engine, step) => endStreamsOfTakenOver(tracker, engine, step),
    onOutcome: (outcome) => {
      if (outcome.kind === 'create_failed' || outcome.kind === 'failed') runtimeErrors++
    },
    onRead: () => tracker.keepOnlyEngines(new Set(registry.list().map(({ id }) => id))),
  })

  const found = startAppIncidents({
    registry,
    tracker,
    vpn,
    provisioning,
    runtime: edges.runtime,
    store,
    log: options.log,
    journal,
    unhealthyGraceMs: policy.unhealthyGraceMs,
    clock,
    logger: logger.child({ module: 'incidents' }),
    newId: options.newId,
  })
  incidents = found

  /** Streams before wishes: a drain or a smaller number may only take engines that are known to be idle. */
  async function restorePast({ memory, external, intents, incidents: wrong }: Past): Promise<void> {
    registry.recall(memory)
    for (const each of external) registry.addExternal(each)
    await tracker.load()
    found.restore(wrong)
    provisioning.restore(intents)
  }
  const isRestored =
    past !== null &&
    (await restorePast(past).then(
      () => true,
      () => false,
    ))
  if (!isRestored) loadPastLater(store, logger, clock.now() - RECENT_MS, restorePast)
  await vpn.start()
  vpn.changes.on(({ significant }) => significant && provisioning.wake())
  tracker.changes.on(() => provisioning.wake())

  const monitor = startMonitor({
    registry,
    prober,
    store: store.probes,
    clock,
    intervalMs: config.health.intervalMs,
    timeoutMs: config.health.timeoutMs,
    maxFailures: config.health.failures,
    startupTimeoutMs: config.provisioning.startupTimeoutMs,
    random: options.random,
  })
  const probeHistory = startProbeHistory({ registry, store: store.probes, clock })
  const resources = startResources({
    registry,
    reader: edges.runtime,
    usage: tracker,
    clock,
    intervalMs: options.resourcesEveryMs ?? RESOURCES_EVERY_MS,
  })
  const streams = startStreams({
    config,
    tracker,
    directory,
    sessions,
    store,
    clock,
    logger: logger.child({ module: 'streams' }),
    onMiss: monitor.probeNow,
  })
  const history = startHistory({ config, registry, tracker, store, clock })
  const commands = createCommands({
    registry,
    intents: store.intents,
    engines: store.engines,
    wake: provisioning.wake,
    newId: options.newEngineId,
    whyNotExternal: createExternalGuard(config, () => vpn.controlServers()),
    whyNoAnswer: createAnswerCheck(edges.prober),
    clock,
  })

  function recommended(exclude: ReadonlySet<string>): readonly Recommendation[] {
    const candidates = registry.list().filter(({ id }) => !exclude.has(id))
    return recommend(candidates.map(provisioning.placesOn), config.engines.maxStreams)
  }

  const api = createApi({
    settings: {
      ...config.http,
      ...config.access,
      apiKey: options.apiKey,
      maxStreams: config.engines.maxStreams,
      panelDir: options.panelDir,
    },
    version: options.version,
    clock,
    logger: logger.child({ module: 'api' }),
    engines: registry,
    commands,
    provisioning: provisioning.service,
    recommend: (count, exclude) => recommended(exclude).slice(0, count),
    playback: {
      ...createPlaybackLeases({
        withPlace: (exclude) => recommended(exclude).map(({ engine }) => engine),
        handOut: provisioning.handOut,
        request: provisioning.service.engine,
        running: tracker.running,
      }),
      report: streams.proxies.report,
    },
    viewers: streams.proxies.viewers,
    jobs,
    streams: tracker,
    beats: streams.beats,
    streamActions: streams.actions,
    streamHistory: streams.history,
    endedStreams: streams.ended,
    vpn,
    journal,
    incidents: found,
    probes: store.probes,
    fleet: store.fleet,
    contents: store.contents,
    logs: edges.runtime,
    runtime: edges.runtime,
    store: store.database,
    log: options.log,
    metrics: { sampling: streams.counters, passes: provisioning.passes, runtimeErrors: () => runtimeErrors },
  })

  return {
    api,
    stop: async () => {
      await api.close()
      await provisioning.stop(FINISH_WITHIN_MS)
      if (config.provisioning.stopEnginesOnExit) await removeAll(registry, edges.runtime, policy.stopGraceMs)
      await Promise.all([
        monitor.stop(),
        probeHistory.stop(),
        resources.stop(),
        streams.stop(),
        history.stop(),
        found.stop(),
      ])
      await vpn.stop()
      unsubscribeEndings()
    },
  }
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
