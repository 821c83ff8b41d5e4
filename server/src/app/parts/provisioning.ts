import { derived, type Live } from '../../lib/live.ts'
import type { Policy } from '../../provisioning/planning/world.ts'
import { type ProvisioningSystem, startProvisioning } from '../../provisioning/system.ts'
import type { VpnWatch } from '../../vpn/watch.ts'
import { endStreamsOfTakenOver } from '../adapters/stream-endings.ts'
import type { AppOptions } from '../app-options.ts'
import type { Core } from './core.ts'

export interface AppProvisioning extends ProvisioningSystem {
  /** Steps that the runtime could not carry out, since the start. */
  runtimeErrors(): number
}

/** A caller of `POST /provision/acestream` waits as long as an engine may take to start, and for a second try. */
const STARTS_TO_WAIT_FOR = 2

/** Keeps as many engines as there should be; what a step takes from its viewers ends their streams. */
export function startAppProvisioning(
  options: AppOptions,
  core: Core,
  vpn: VpnWatch,
  policy: Live<Policy>,
): AppProvisioning {
  const { config, edges, store, clock, logger } = options
  const { registry, tracker, journal, jobs } = core
  let runtimeErrors = 0
  const system = startProvisioning({
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
    allowedImages: config.get().access.provisionImages,
    mostGenerics: config.get().access.provisionMax,
    timing: derived(config, ({ provisioning }) => ({
      rereadMs: provisioning.monitorIntervalMs,
      patienceMs: provisioning.startupTimeoutMs * STARTS_TO_WAIT_FOR,
    })),
    onTakeOver: (engine, step) => endStreamsOfTakenOver(tracker, engine, step),
    beforeTakeOver: core.vacancy.vacated,
    beforeRemoval: core.archive.beforeRemoval,
    onOutcome: ({ kind }) => {
      if (kind === 'create_failed' || kind === 'failed') runtimeErrors++
    },
    onRead: () => tracker.keepOnlyEngines(new Set(registry.list().map(({ id }) => id))),
  })
  return { ...system, runtimeErrors: () => runtimeErrors }
}
