import type { ApiContext } from '../context.ts'
import { createCounts, type ProvisionKind } from './counts.ts'
import type { Exposition } from './exposition.ts'
import type { LiveCounts } from './readings.ts'

/** What operators graph and alert on, in Prometheus' terms (docs/api.md, `GET /metrics`). */
export interface Meters {
  exposition(): Promise<Exposition>
  /** Does the work and counts the request for a container by what came of it. */
  provisioned<T>(kind: ProvisionKind, work: () => Promise<T>): Promise<T>
  stop(): void
}

export function createMeters(context: ApiContext, live: () => LiveCounts): Meters {
  const counts = createCounts(context)
  let exposition: Promise<Exposition> | undefined
  return {
    exposition: () => {
      exposition ??= import('./exposition.ts').then(({ createExposition }) =>
        createExposition(context, counts, live),
      )
      return exposition
    },
    provisioned: async (kind, work) => {
      try {
        const made = await work()
        counts.provisioned(kind, 'success')
        return made
      } catch (error) {
        counts.provisioned(kind, 'error')
        throw error
      }
    },
    stop: counts.stop,
  }
}
