import { isExternal } from '../engines/engine.ts'
import type { IntentStore } from '../engines/ports.ts'
import type { Registry } from '../engines/registry.ts'
import type { Clock } from '../lib/clock.ts'
import type { Live } from '../lib/live.ts'
import type { Executor } from './control/executor.ts'
import type { ImageUpdate } from './control/image-update.ts'
import type { Reconciler } from './control/reconciler.ts'
import type { Jobs } from './jobs.ts'
import { policyPlan } from './planning/policy-preview.ts'
import { removalPlan, scalePlan } from './planning/previews.ts'
import { garbage } from './planning/rules/garbage.ts'
import type { Policy } from './planning/world.ts'
import type { GenericContainers, ImageRegistry } from './ports.ts'
import type { EngineRequests } from './requests/engine-requests.ts'
import { createGenericContainers } from './requests/generic-containers.ts'
import type { Leases } from './requests/leases.ts'
import { checkEnvironment, checkHostPort, checkImage, checkLabels } from './requests/request-checks.ts'
import { createScalingJob } from './requests/scaling-job.ts'
import { statusOf } from './requests/status.ts'
import type { EngineRequest, ImageReport, Provisioning, ScalePlan } from './service.ts'

export interface ProvisioningOptions {
  readonly registry: Registry
  readonly reconciler: Reconciler
  readonly executor: Pick<Executor, 'start' | 'operations'>
  readonly imageUpdate: Pick<ImageUpdate, 'state' | 'start' | 'cancel'>
  readonly engineRequests: EngineRequests
  readonly leases: Pick<Leases, 'isPromised'>
  readonly runtime: GenericContainers & ImageRegistry
  readonly intents: Pick<IntentStore, 'setScale'>
  readonly jobs: Jobs
  readonly clock: Clock
  readonly policy: Live<Policy>
  /** PROVISION_IMAGES: the only images that callers may ask for. */
  readonly allowedImages: readonly string[]
  /** PROVISION_MAX */
  readonly mostGenerics: number
}

/** What the API asks of provisioning, answered from the reconciler's own world. */
export function createProvisioning(options: ProvisioningOptions): Provisioning {
  const { reconciler, intents, imageUpdate } = options
  const scaling = createScalingJob(options.jobs)
  reconciler.passed.on(() => scaling.progress(countReady(options.registry)))

  const previewScale = (target: number): ScalePlan => scalePlan(reconciler.world(), target)

  return {
    status: () => statusOf(reconciler.last(), reconciler.scale()),
    engine: async (request, signal) => {
      check(request, options)
      return options.engineRequests.engine(request, signal)
    },
    container: createGenericContainers({
      ...options,
      world: () => reconciler.world(),
      spec: () => options.policy.get().spec,
      most: options.mostGenerics,
    }),
    previewScale,
    previewPolicy: (policy) => policyPlan(reconciler.world(), policy),
    previewRemoval: (engineId) => removalPlan(reconciler.world(), engineId),
    scale: async (target) => {
      const preview = previewScale(target)
      await intents.setScale(preview.scaledTo)
      reconciler.setScale(preview.scaledTo)
      scaling.abandon({ code: 'scale_changed' })
      if (preview.starts > 0) scaling.start(preview.scaledTo)
      return preview
    },
    clearScale: async () => {
      await intents.setScale(null)
      reconciler.setScale(null)
      scaling.abandon({ code: 'scale_cleared' })
    },
    checkImage: (signal) => imageReport(options, signal),
    updateImage: async () => {
      await imageUpdate.start()
      return imageUpdate.state()
    },
    cancelImageUpdate: async () => {
      await imageUpdate.cancel()
      return imageUpdate.state()
    },
    imageUpdate: imageUpdate.state,
    collectGarbage: (signal) => collectGarbage(options, signal),
  }
}

async function imageReport(
  { runtime, registry, policy }: ProvisioningOptions,
  signal: AbortSignal,
): Promise<ImageReport> {
  const { image } = policy.get().spec
  const check = await runtime.compareWithRegistry(image, signal)
  const outdated = registry.list().filter((engine) => engine.outdated?.code === 'other_image').length
  return { image, check, outdated }
}

function countReady(registry: Registry): number {
  return registry.list().filter((engine) => !isExternal(engine) && engine.readyAtMs !== null).length
}

function check(request: EngineRequest, options: ProvisioningOptions): void {
  checkImage(request.image, options.allowedImages)
  checkLabels(request.labels, options.policy.get().spec.label.key)
  checkEnvironment(request.env)
  checkHostPort(request.hostPort, options.registry.list(), options.leases.isPromised)
}

const GC_POLL_MS = 50

async function collectGarbage(
  { reconciler, executor, registry, clock }: ProvisioningOptions,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const steps = garbage(reconciler.world())
  for (const step of steps) executor.start(step)
  const ids = new Set(steps.map(({ id }) => id))
  const isPending = () => executor.operations().some((each) => each.kind === 'remove' && ids.has(each.id))
  while (isPending()) await clock.sleep(GC_POLL_MS, signal)
  return [...ids].filter((id) => !registry.container(id))
}
