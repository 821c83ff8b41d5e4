import { LABELS } from '../engines/labels.ts'
import type { ContainerFacts } from '../engines/ports.ts'
import type { Logger } from '../lib/log.ts'

/**
 * Names the containers that bear our label and belong to another INSTANCE: they are left alone, and an operator who
 * changed INSTANCE by mistake must learn where the engines went. Each is named once, for as long as it is there.
 */
export function createStrangerWatch(logger: Logger): (foreign: readonly ContainerFacts[]) => void {
  let named: ReadonlySet<string> = new Set()
  return (foreign) => {
    const fresh = foreign.filter(({ id }) => !named.has(id))
    named = new Set(foreign.map(({ id }) => id))
    if (fresh.length === 0) return
    const containers = fresh.map(({ name, labels }) => `${name} (INSTANCE=${labels[LABELS.instance] ?? ''})`)
    logger.warn({ containers }, 'containers of another INSTANCE are on this runtime: they are left alone')
  }
}
