// requests/: what callers of the API may ask for, who waits for an engine, and the answer when it is refused.
import { CREATED_BY, LABELS } from '../../engines/labels.ts'
import type { ContainerFacts } from '../../engines/ports.ts'
import type { Registry } from '../../engines/registry.ts'
import { DomainError } from '../../lib/errors.ts'
import type { SpecPolicy, World } from '../planning/world.ts'
import type { CreateResult, GenericContainers } from '../ports.ts'
import type { GenericRequest } from '../service.ts'
import { openLedger, takeName } from '../spec/allocation.ts'
import { creationError } from './refusal.ts'
import { checkEnvironment, checkImage, checkLabels, readPorts } from './request-checks.ts'

export interface GenericsOptions {
  readonly registry: Pick<Registry, 'moment' | 'observe'>
  readonly world: () => World
  readonly runtime: GenericContainers
  readonly spec: () => SpecPolicy
  readonly allowedImages: readonly string[]
  /** PROVISION_MAX: how many may exist at the same time. */
  readonly most: number
}

/** So many names held by others in a row are no coincidence. */
const MOST_NAMES = 20

/** Containers that are no engines: `POST /provision`. */
export function createGenericContainers(options: GenericsOptions) {
  const { registry } = options
  const creating = new Set<string>()

  function checkRoom({ generics }: World): void {
    if (generics.length + creating.size < options.most) return
    throw new DomainError('max_capacity', { code: 'containers_maximum_reached', maximum: options.most })
  }

  async function create(name: string, request: GenericRequest, signal: AbortSignal): Promise<CreateResult> {
    creating.add(name)
    const spec = options.spec()
    const moment = registry.moment()
    try {
      const result = await options.runtime.createGeneric(
        {
          name,
          image: request.image ?? spec.image,
          env: request.env,
          labels: {
            ...request.labels,
            [spec.label.key]: spec.label.value,
            [LABELS.instance]: spec.instance,
            [LABELS.kind]: 'generic',
            [LABELS.createdBy]: CREATED_BY,
          },
          ports: request.ports,
          publishIp: spec.publishIp,
          memoryLimitBytes: spec.memoryLimitBytes,
          cpuLimit: spec.cpuLimit,
        },
        signal,
      )
      if (result.ok) registry.observe(result.facts, moment)
      return result
    } finally {
      creating.delete(name)
    }
  }

  return async (given: GenericRequest, signal: AbortSignal): Promise<ContainerFacts> => {
    checkImage(given.image, options.allowedImages)
    checkLabels(given.labels, options.spec().label.key)
    checkEnvironment(given.env)
    const request = { ...given, ports: readPorts(given.ports) }
    const world = options.world()
    checkRoom(world)
    const ledger = openLedger(world)
    for (const name of creating) ledger.names.add(name)
    for (let tries = 1; ; tries++) {
      const result = await create(takeName(ledger, request.namePrefix), request, signal)
      if (result.ok) return result.facts
      if (result.failure.kind !== 'name_taken' || tries >= MOST_NAMES) throw creationError(result.failure)
    }
  }
}
