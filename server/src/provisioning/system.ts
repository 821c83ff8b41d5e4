import type { Engine } from '../engines/engine.ts'
import type { IntentStore, Intents, StreamUsage } from '../engines/ports.ts'
import type { Registry } from '../engines/registry.ts'
import type { Candidate } from '../engines/selection.ts'
import type { EventRecorder } from '../journal/journal-event.ts'
import type { Clock } from '../lib/clock.ts'
import { derived, type Live } from '../lib/live.ts'
import type { Logger } from '../lib/log.ts'
import { createExecutor, type Outcome } from './control/executor.ts'
import { watchForeignContainers } from './control/foreign-containers.ts'
import { startImageKeeper } from './control/image-keeper.ts'
import { createImageUpdate } from './control/image-update.ts'
import { startObserver } from './control/observer.ts'
import { createOutcomes } from './control/outcomes.ts'
import { type Reconciler, startReconciler } from './control/reconciler.ts'
import { createStoredWishes } from './control/stored-wishes.ts'
import { createExperienceKeeper } from './experience/experience-keeper.ts'
import type { Jobs } from './jobs.ts'
import { createLimits } from './limits/limits.ts'
import type { Step } from './planning/step.ts'
import type { Policy } from './planning/world.ts'
import type { EngineRuntime, VpnView } from './ports.ts'
import { createProvisioning } from './provisioning.ts'
import { createWorldReader } from './reading/world-reader.ts'
import { createWorldView } from './reading/world-view.ts'
import { createEngineRequests } from './requests/engine-requests.ts'
import { createLeases } from './requests/leases.ts'
import type { Provisioning } from './service.ts'

export interface Timing {
  /** MONITOR_INTERVAL_S */
  readonly rereadMs: number
  /** Longest a caller of `POST /provision/acestream` is kept waiting. */
  readonly patienceMs: number
}

export interface ProvisioningSystemOptions {
  readonly runtime: EngineRuntime
  readonly registry: Registry
  readonly usage: StreamUsage
  readonly vpn: () => VpnView
  readonly intents: IntentStore
  readonly jobs: Jobs
  readonly recorder: EventRecorder
  readonly clock: Clock
  readonly logger: Logger
  readonly newId: () => string
  readonly policy: Live<Policy>
  readonly allowedImages: readonly string[]
  /** Containers made by `POST /provision`, at most. */
  readonly mostGenerics: number
  readonly timing: Live<Timing>
  /** A step takes hold of a living engine: its streams end with it. */
  readonly onTakeOver: (engine: Engine, step: Extract<Step, { kind: 'remove' | 'restart' }>) => void
  /** Awaited before a container is removed; resolves within a second. */
  /** Awaited before a step takes hold of an engine that answers: its viewers are moved to others. */
  readonly beforeTakeOver: (id: string, signal: AbortSignal) => Promise<void>
  readonly beforeRemoval: (id: string) => Promise<void>
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
  /** A place on it is somebody's until it is used. */
  handOut(engineId: string): void
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
  const { registry } = options
  let isPastKnown = false
  const wake = () => reconciler.wake()
  const wishes = createStoredWishes(options)
  const memory = createMemory(options, wake)
  const workers = startWorkers(options, {
    wake,
    onOutcome: (outcome) => reconciler.onOutcome(outcome),
    onLost: () => reconciler.onRuntimeLost(),
    onRead: wishes.restore,
  })
  const imageUpdate = createImageUpdate({ ...options, ...workers, wake })
  const parts = { ...options, ...memory, ...workers, imageUpdate }
  const reconciler = startReconciler({
    ...parts,
    view: createWorldView({
      ...parts,
      portScope: options.runtime.capabilities.ports,
      reader: createWorldReader({ ...parts, isPastKnown: () => isPastKnown }),
    }),
    conclude: createOutcomes(parts),
  })
  reconciler.passed.on(() => imageUpdate.observe(reconciler.last().world))
  const unsubscribe = registry.changes.on((change) => {
    if (change.kind === 'gone') memory.leases.forget(change.engine.id)
    reconciler.onRegistryChange(change)
  })

  return {
    service: createProvisioning({ ...parts, reconciler }),
    passes: reconciler.passed,
    wake,
    placesOn: memory.leases.placesOn,
    handOut: (engineId) => memory.leases.handOut(options.newId(), engineId),
    restore: ({ engines, scale, imageUpdateAtMs }) => {
      isPastKnown = true
      wishes.hold(engines)
      reconciler.setScale(scale)
      imageUpdate.restore(imageUpdateAtMs)
      workers.observer.reread()
    },
    isCurrent: workers.observer.isCurrent,
    stop: async (deadlineMs) => {
      imageUpdate.stop()
      await Promise.all([reconciler.stop(), workers.observer.stop(), workers.image.stop()])
      await workers.executor.stop(deadlineMs)
      unsubscribe()
    },
  }
}

/** What is remembered from one pass to the next. */
function createMemory(options: ProvisioningSystemOptions, wake: () => void) {
  const { clock, policy, timing, recorder } = options
  const elapsedMs = () => clock.elapsedMs()
  const leases = createLeases({ ...options, idleTtlMs: () => policy.get().idleTtlMs })
  return {
    experience: createExperienceKeeper(elapsedMs, recorder),
    limits: createLimits(elapsedMs, () => policy.get().maxReplicas),
    leases,
    engineRequests: createEngineRequests({
      ...options,
      patienceMs: () => timing.get().patienceMs,
      leases,
      wake,
    }),
  }
}

interface WorkerListeners {
  readonly wake: () => void
  readonly onOutcome: (outcome: Outcome) => void
  readonly onLost: () => void
  /** The registry has just been read whole, or a part of it. */
  readonly onRead: () => void
}

/** What reads the runtime and acts on it. */
function startWorkers(options: ProvisioningSystemOptions, on: WorkerListeners) {
  const { registry, runtime, logger, policy, timing } = options
  const reference = derived(policy, ({ spec }) => spec.image)
  const rereadMs = derived(timing, (now) => now.rereadMs)
  const image = startImageKeeper({ ...options, reference, recheckMs: rereadMs, onChange: on.wake })
  const executor = createExecutor({
    ...options,
    onTakeOver: (step) => {
      const engine = registry.get(step.id)
      if (engine) options.onTakeOver(engine, step)
    },
    beforeTakeOver: options.beforeTakeOver,
    beforeRemoval: options.beforeRemoval,
    onOutcome: (outcome) => {
      options.onOutcome(outcome)
      on.onOutcome(outcome)
    },
  })
  const nameForeign = watchForeignContainers(runtime, logger)
  const observer = startObserver({
    ...options,
    rereadMs,
    onRead: () => {
      if (observer.isCurrent()) {
        on.onRead()
        nameForeign(registry.foreign())
        options.onRead()
      }
      on.wake()
    },
    onLost: on.onLost,
  })
  return { image, executor, observer }
}
