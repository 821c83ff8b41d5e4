import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { describe, type Engine, isAlive, isExternal } from '../engines/engine.ts'
import { portsOf } from '../engines/labels.ts'
import type { IntentStore } from '../engines/ports.ts'
import type { Registry } from '../engines/registry.ts'
import type { Clock } from '../lib/clock.ts'
import { DomainError } from '../lib/errors.ts'
import type { Executor } from './control/executor.ts'
import type { Reconciler } from './control/reconciler.ts'
import type { Jobs, RunningJob } from './jobs.ts'
import { censusOf } from './planning/census.ts'
import { desired } from './planning/desired.ts'
import { isBusy, isFree, serves } from './planning/engine-standing.ts'
import { plan } from './planning/plan.ts'
import type { Blocked, Step } from './planning/step.ts'
import type { Policy, World } from './planning/world.ts'
import type { GenericContainers } from './ports.ts'
import type { EngineRequests } from './requests/engine-requests.ts'
import { createGenericContainers } from './requests/generic-containers.ts'
import type { Leases } from './requests/leases.ts'
import { checkEnvironment, checkImage, checkLabels } from './requests/request-checks.ts'
import type { EngineRequest, Provisioning, ProvisioningStatus, RemovalPlan, ScalePlan } from './service.ts'

export interface ProvisioningOptions {
  readonly registry: Registry
  readonly reconciler: Reconciler
  readonly executor: Pick<Executor, 'start' | 'operations'>
  readonly engineRequests: EngineRequests
  readonly leases: Pick<Leases, 'isPromised'>
  readonly runtime: GenericContainers
  readonly intents: Pick<IntentStore, 'setScale'>
  readonly jobs: Jobs
  readonly clock: Clock
  readonly policy: Policy
  /** PROVISION_IMAGES: the only images that callers may ask for. */
  readonly allowedImages: readonly string[]
  /** PROVISION_MAX */
  readonly mostGenerics: number
}

/** What the API asks of provisioning, answered from the reconciler's own world. */
export function createProvisioning(options: ProvisioningOptions): Provisioning {
  const { registry, reconciler, engineRequests, policy } = options
  let scaling: { readonly job: RunningJob; readonly target: number } | null = null

  reconciler.passed.on(() => {
    if (!scaling) return
    const ready = registry.list().filter((engine) => !isExternal(engine) && engine.readyAtMs !== null).length
    scaling.job.progress(Math.min(ready, scaling.target), scaling.target)
    if (ready < scaling.target) return
    scaling.job.done()
    scaling = null
  })

  function status(): ProvisioningStatus {
    const { world, plan: last } = reconciler.last()
    const { own, busy } = censusOf(world)
    const blocked = last.blocked ?? heldBack(world, desired(world).missing)
    return {
      capacity: {
        total: own.filter(({ engine }) => isAlive(engine)).length,
        used: busy,
        available: own.filter((each) => isFree(each, world)).length,
        min: policy.minReplicas,
        max: policy.maxReplicas,
        scale: reconciler.scale(),
        wanted: last.wanted,
      },
      breaker: world.breaker.state,
      blocked,
    }
  }

  function clamp(demanded: number): number {
    return Math.min(policy.maxReplicas, Math.max(policy.minReplicas, demanded))
  }

  function previewScale(demanded: number): ScalePlan {
    const scale = clamp(demanded)
    const world: World = { ...reconciler.world(), scale, scaleForMs: 0 }
    const removes = plan(world).steps.flatMap((step) =>
      step.kind === 'remove' && step.cause === 'idle' ? [step.id] : [],
    )
    const { missing, wanted } = desired(world)
    const over = world.engines.filter((each) => serves(each, world)).length - wanted - removes.length
    const busy = world.engines.filter((each) => serves(each, world) && isBusy(each))
    return {
      scaledTo: scale,
      starts: missing,
      removes,
      protected: busy.slice(0, Math.max(0, over)).map(({ engine, streams, playing }) => ({
        id: engine.id,
        why: whyProtected(streams, playing),
      })),
    }
  }

  function previewRemoval(engineId: string): RemovalPlan {
    const world = reconciler.world()
    const engines = world.engines.filter(({ engine }) => engine.id !== engineId)
    const after = desired({ ...world, engines })
    return { isReplaced: after.missing > desired(world).missing, wanted: after.wanted }
  }

  async function scale(demanded: number): Promise<ScalePlan> {
    const preview = previewScale(demanded)
    await options.intents.setScale(preview.scaledTo)
    reconciler.setScale(preview.scaledTo)
    endScaling({ code: 'scale_changed' })
    if (preview.starts > 0) {
      const target = preview.scaledTo
      const title: Reason = { code: 'scaling_to', target }
      scaling = { job: options.jobs.start('scale', title, 'engines ready'), target }
    }
    return preview
  }

  function endScaling(why: Reason): void {
    scaling?.job.fail(why)
    scaling = null
  }

  async function engine(request: EngineRequest, signal: AbortSignal): Promise<Engine> {
    checkImage(request.image, options.allowedImages)
    checkLabels(request.labels, policy.spec.label.key)
    checkEnvironment(request.env)
    refuseHeldPort(request.hostPort)
    return engineRequests.engine(request, signal)
  }

  /** But for the engine that is promised to this caller, who may only be asking again. */
  function refuseHeldPort(port: number | null): void {
    if (port === null) return
    const holder = registry
      .list()
      .find((each) => !isExternal(each) && isAlive(each) && portsOf(each.engineSpec).includes(port))
    if (!holder || options.leases.isPromised(holder.id)) return
    throw new DomainError('conflict', { code: 'port_held_by_engine', port, engine: describe(holder) })
  }

  async function collectGarbage(signal: AbortSignal): Promise<readonly string[]> {
    const steps = garbage(reconciler.world())
    for (const step of steps) options.executor.start(step)
    const ids = steps.flatMap((step) => (step.kind === 'create' ? [] : [step.id]))
    const isPending = () =>
      options.executor.operations().some((each) => each.kind === 'remove' && ids.includes(each.id))
    while (isPending()) await options.clock.sleep(GC_POLL_MS, signal)
    return ids.filter((id) => !registry.container(id))
  }

  return {
    status,
    engine,
    container: createGenericContainers({
      registry,
      world: () => reconciler.world(),
      runtime: options.runtime,
      spec: policy.spec,
      allowedImages: options.allowedImages,
      most: options.mostGenerics,
    }),
    scale,
    previewScale,
    previewRemoval,
    clearScale: async () => {
      await options.intents.setScale(null)
      reconciler.setScale(null)
      endScaling({ code: 'scale_cleared' })
    },
    collectGarbage,
  }
}

function whyProtected(streams: number, playing: boolean): Reason {
  if (streams > 0) return { code: 'has_streams', streams }
  return { code: playing ? 'plays_unreported' : 'just_handed_out' }
}

/** After its pause the breaker lets one engine through at a time: callers wait for it, and people are told why. */
function heldBack({ breaker, policy }: World, missing: number): Blocked | null {
  if (breaker.state !== 'half_open' || missing === 0) return null
  const why: Reason = breaker.reason ?? { code: 'unspecified' }
  const reason: Reason = { code: 'one_engine_tried_first', image: policy.spec.image, reason: why }
  return { code: 'circuit_breaker', reason, etaS: null }
}

const GC_POLL_MS = 50

/** What a plan would remove were every waiting time over: idle engines over the number, and all that is dead. */
function garbage(world: World): Step[] {
  const impatient: World = {
    ...world,
    policy: { ...world.policy, idleTtlMs: 0 },
    engines: world.engines.map((each) => ({
      ...each,
      failedForMs: each.failedForMs === null ? null : Number.POSITIVE_INFINITY,
    })),
  }
  const engines = plan(impatient).steps.filter(
    (step) => step.kind === 'remove' && (step.cause === 'idle' || step.cause === 'failed'),
  )
  const generics = world.generics
    .filter(({ facts }) => facts.status === 'exited' || facts.status === 'dead')
    .map(({ facts }): Step => {
      return { kind: 'remove', id: facts.id, why: { code: 'cleaned_up' }, cause: 'failed', graceMs: 0 }
    })
  return [...engines, ...generics]
}
