import { LABELS } from '../../engines/labels.ts'
import type { ContainerFacts } from '../../engines/ports.ts'
import { neverAborts } from '../../lib/abort.ts'
import { reasonOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import type { ForeignContainers } from '../ports.ts'

/**
 * Names the containers of another INSTANCE or another CONTAINER_LABEL: they are left alone, and an operator who changed
 * one of these by mistake must learn where the engines went. Each of another instance is named once for as long as it
 * is there; those of another label at the first reading only, because no event tells of them.
 */
export function watchForeignContainers(
  runtime: ForeignContainers,
  logger: Logger,
): (foreign: readonly ContainerFacts[]) => void {
  let named: ReadonlySet<string> = new Set()
  let isFirst = true

  async function nameOthers(): Promise<void> {
    try {
      const containers = await runtime.underOtherLabels(neverAborts())
      if (containers.length > 0)
        logger.warn(
          { containers },
          'containers of another CONTAINER_LABEL are on this runtime: they are left alone',
        )
    } catch (error) {
      logger.debug({ reason: reasonOf(error) }, 'containers of other labels could not be listed')
    }
  }

  return (foreign) => {
    if (isFirst) void nameOthers()
    isFirst = false
    const fresh = foreign.filter(({ id }) => !named.has(id))
    named = new Set(foreign.map(({ id }) => id))
    if (fresh.length === 0) return
    const containers = fresh.map(({ name, labels }) => `${name} (INSTANCE=${labels[LABELS.instance] ?? ''})`)
    logger.warn({ containers }, 'containers of another INSTANCE are on this runtime: they are left alone')
  }
}
