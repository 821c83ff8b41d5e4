import type { Engine } from '../engines/engine.ts'
import type { EngineIntent, IntentStore, Intents, StreamUsage } from '../engines/ports.ts'
import type { Registry } from '../engines/registry.ts'
import type { Candidate } from '../engines/selection.ts'
import type { EventRecorder } from '../journal/journal-event.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/log.ts'
import { createExecutor, type Outcome } from './control/executor.ts'
import { createExperienceKeeper } from './control/experience-keeper.ts'
import { watchForeignContainers } from './control/foreign-containers.ts'
import { startImageKeeper } from './control/image-keeper.ts'
import { createLimits } from './control/limits.ts'
import { startObserver } from './control/observer.ts'
import { createOutcomes } from './control/outcomes.ts'
import { type Reconciler, startReconciler } from './control/reconciler.ts'
import type { Jobs } from './jobs.ts'
import type { Step } from './planning/step.ts'
import type { Policy } from './planning/world.ts'
import type { EngineRuntime, VpnView } from './ports.ts'
import { createProvisioning } from './provisioning.ts'
import { createWorldReader } from './reading/world-reader.ts'
import { createWorldView } from './reading/world-view.ts'
import { createEngineRequests } from './requests/engine-requests.ts'
import { createLeases } from './requests/leases.ts'
import type { Provisioning } from './service.ts'

export interface ProvisioningSystemOptions {
  readonly runtime: EngineRuntime
  readonly registry: Registry
  readonly usage: StreamUsage
  readonly vpn: () => VpnView
  readonly intentStore: IntentStore
  readonly jobs: Jobs
  readonly recorder: EventRecorder
  readonly clock: Clock
  readonly logger: Logger
  readonly newId: () => string
  readonly policy: Policy
  readonly allowedImages: readonly string[]
  /** Containers made by `POST /provision`, at most. */
  readonly mostGenerics: number
  readonly rereadMs: number
  /** Longest a caller of `POST /provision/acestream` is kept waiting. */
  readonly patienceMs: number
  /** A step takes hold of a living engine: its streams end with it. */
  readonly onTakeOver: (engine: Engine, step: Extract<Step, { kind: 'remove' | 'restart' }>) => void
  readonly onOutcome: (outcome: Outcome) => void
  /** After every full or partial read that may be trusted. */
  readonly onRead: () => void
}

export interface ProvisioningSystem {
  readonly service: Provisioning
  readonly passes: Reconciler['passed']
  wake(): void
  /** The engine with the places on it that are taken, as for callers who wait for one. */
  placesOn(engine: Engine): Candidate
  /**
   * Takes up wishes stored before our start; they are carried out once their engines have been seen. To be called once
   * the streams of before are known: until then no engine counts as idle, because any of them may be playing.
   */
  restore(intents: Intents): void
  isCurrent(): boolean
  /** Ends the loops and lets what is under way finish, `deadlineMs` at most. Engines go on running. */
  stop(deadlineMs: number): Promise<void>
}

/** Each part knows only what it needs of the others; here they are put together. */
export function startProvisioning(options: ProvisioningSystemOptions): ProvisioningSystem {
  const { registry, clock, policy, runtime, logger, recorder } = options
  let isPastKnown = false
  let restoring: readonly EngineIntent[] = []
  const wake = () => reconciler.wake()
  const elapsedMs = () => clock.elapsedMs()
  const experience = createExperienceKeeper(elapsedMs, recorder)
  const limits = createLimits(elapsedMs, policy.maxReplicas)
  const leases = createLeases({ registry, usage: options.usage, clock, idleTtlMs: policy.idleTtlMs })
  const { newId, patienceMs } = options
  const engineRequests = createEngineRequests({ registry, clock, leases, newId, patienceMs, wake })
  const reference = policy.spec.image
  const recheckMs = options.rereadMs
  const image = startImageKeeper({ ...options, reference, recheckMs, onChange: wake })
  const executor = createExecutor({
    runtime,
    registry,
    clock,
    logger,
    onTakeOver: (step) => {
      const engine = registry.get(step.id)
      if (engine) options.onTakeOver(engine, step)
    },
    onOutcome: (outcome) => {
      options.onOutcome(outcome)
      reconciler.onOutcome(outcome)
    },
  })
  const nameForeign = watchForeignContainers(runtime, logger)
  const observer = startObserver({
    ...options,
    onRead: () => {
      if (observer.isCurrent()) {
        restoreIntents(options, restoring)
        restoring = []
        nameForeign(registry.foreign())
        options.onRead()
      }
      wake()
    },
    onLost: () => reconciler.onRuntimeLost(),
  })
  const parts = {
    registry,
    observer,
    executor,
    image,
    engineRequests,
    experience,
    limits,
    clock,
    logger,
    recorder,
  }
  const reader = createWorldReader({ ...options, leases, isPastKnown: () => isPastKnown })
  const reconciler = startReconciler({
    ...parts,
    view: createWorldView({
      ...parts,
      reader,
      vpn: options.vpn,
      policy,
      portScope: runtime.capabilities.ports,
    }),
    conclude: createOutcomes({ ...parts, intents: options.intentStore }),
  })
  const unsubscribe = registry.changes.on((change) => {
    if (change.kind === 'gone') leases.forget(change.engine.id)
    reconciler.onRegistryChange(change)
  })

  return {
    service: createProvisioning({ ...options, ...parts, reconciler, leases, intents: options.intentStore }),
    passes: reconciler.passed,
    wake,
    placesOn: leases.placesOn,
    restore: ({ engines, scale }) => {
      isPastKnown = true
      restoring = engines
      reconciler.setScale(scale)
      observer.reread()
    },
    isCurrent: () => observer.isCurrent(),
    stop: async (deadlineMs) => {
      await Promise.all([reconciler.stop(), observer.stop(), image.stop()])
      await executor.stop(deadlineMs)
      unsubscribe()
    },
  }
}

/** Wishes stored before our start, put back on the engines that were adopted; the others are fulfilled. */
function restoreIntents(
  { registry, intentStore }: ProvisioningSystemOptions,
  intents: readonly EngineIntent[],
): void {
  for (const intent of intents) {
    if (!registry.container(intent.engineId)) {
      intentStore.drop(intent.kind, intent.engineId).catch(() => {})
      continue
    }
    const { engineId, atMs } = intent
    if (intent.kind === 'drain') registry.setDrain(engineId, { atMs, isKept: intent.isKept })
    if (intent.kind === 'remove') registry.setRemoval(engineId, { atMs, why: intent.why, cause: 'operator' })
    if (intent.kind === 'restart') registry.setRestart(engineId, { atMs, why: intent.why, cause: 'operator' })
  }
}
