import type { AlertService } from '../../alerts/service.ts'
import type { ApiDeps } from '../../api/ports.ts'
import { type Api, createApi } from '../../api/server.ts'
import { type Commands, createCommands } from '../../engines/commands.ts'
import type { Engine } from '../../engines/engine.ts'
import { type Recommendation, recommend } from '../../engines/selection.ts'
import type { Incidents } from '../../incidents/watch.ts'
import { createPlaybackLeases } from '../../playback/leases.ts'
import type { VpnWatch } from '../../vpn/watch.ts'
import { createAnswerCheck, createExternalGuard } from '../adapters/external-guard.ts'
import { settingsPreview } from '../adapters/settings-preview.ts'
import type { AppOptions } from '../app-options.ts'
import { createAppBackups } from './backups.ts'
import type { Core } from './core.ts'
import type { AppProvisioning } from './provisioning.ts'
import type { Streams } from './streams.ts'

export interface ApiParts {
  readonly core: Core
  readonly vpn: VpnWatch
  readonly provisioning: AppProvisioning
  readonly incidents: Incidents
  readonly alerts: AlertService
  readonly streams: Streams
}

/** The API over everything that it answers from. */
export function createAppApi(options: AppOptions, parts: ApiParts): Api {
  const { config, edges, store } = options
  const { core, vpn, provisioning, incidents, streams } = parts
  return createApi({
    settings: {
      ...config.get().http,
      ...config.get().access,
      apiKey: options.apiKey,
      maxStreams: () => config.get().engines.maxStreams,
      proxy: config.get().playback.isOn ? config.get().playback : null,
      panelDir: options.panelDir,
    },
    version: options.version,
    clock: options.clock,
    logger: options.logger.child({ module: 'api' }),
    engines: core.registry,
    archive: core.archive,
    commands: commandsOver(options, parts),
    provisioning: provisioning.service,
    editor: {
      ...options.settings,
      preview: (changes) =>
        settingsPreview(options.settings.preview(changes), config.get(), provisioning.service.previewPolicy),
    },
    recommend: (count, exclude) => recommended(options, parts, exclude).slice(0, count),
    playback: {
      ...createPlaybackLeases({
        withPlace: (exclude) => recommended(options, parts, exclude).map(({ engine }) => engine),
        handOut: provisioning.handOut,
        request: provisioning.service.engine,
        streams: () => core.tracker.list(),
        now: options.clock.now,
      }),
      report: streams.proxies.report,
      fronts: streams.proxies.fronts,
      audience: streams.audience,
      isLeaving: (id) => isLeaving(core.registry.get(id)),
      isGone: (id) => provisioning.isCurrent() && core.registry.get(id) === undefined,
    },
    viewers: streams.proxies.viewers,
    recounted: streams.proxies.recounted,
    jobs: core.jobs,
    streams: core.tracker,
    beats: streams.beats,
    streamActions: streams.actions,
    streamHistory: streams.history,
    endedStreams: streams.ended,
    vpn,
    journal: core.journal,
    incidents,
    probes: store.probes,
    fleet: store.fleet,
    contents: store.contents,
    createBackup: createAppBackups(options),
    logs: edges.runtime,
    runtime: edges.runtime,
    store: store.database,
    log: options.log,
    doctor: doctorOver(options),
    alerts: parts.alerts,
    metrics: {
      sampling: streams.counters,
      passes: provisioning.passes,
      runtimeErrors: provisioning.runtimeErrors,
    },
  })
}

/** Loaded when it is first asked for: most runs never do. */
function doctorOver({ config, edges, clock, version }: AppOptions): ApiDeps['doctor'] {
  let loading: Promise<ApiDeps['doctor']> | undefined
  return async () => {
    loading ??= import('../doctor/app-doctor.ts').then(({ createAppDoctor }) =>
      createAppDoctor({ config, edges, clock, isServer: true }, version),
    )
    return (await loading)()
  }
}

/** No new stream goes there, and those that a proxy plays are moved. */
function isLeaving(engine: Engine | undefined): boolean {
  return engine !== undefined && (engine.drain ?? engine.removal ?? engine.restart) !== null
}

function recommended(
  { config }: AppOptions,
  { core, provisioning }: ApiParts,
  exclude: ReadonlySet<string>,
): readonly Recommendation[] {
  const candidates = core.registry.list().filter(({ id }) => !exclude.has(id))
  return recommend(candidates.map(provisioning.placesOn), config.get().engines.maxStreams)
}

function commandsOver(options: AppOptions, { core, vpn, provisioning }: ApiParts): Commands {
  const { config, edges, store, clock } = options
  return createCommands({
    registry: core.registry,
    intents: store.intents,
    engines: store.engines,
    wake: provisioning.wake,
    newId: options.newEngineId,
    whyNotExternal: createExternalGuard(config.get(), () => vpn.controlServers()),
    whyNoAnswer: createAnswerCheck(edges.prober),
    clock,
  })
}
