// limits/: how often engines may be replaced or repaired.
import { censusOf } from '../planning/census.ts'
import { isRelapse, relapseLimit } from '../planning/rules/replacement-limits.ts'
import type { Step } from '../planning/step.ts'
import type { World, WorldEngine } from '../planning/world.ts'
import type { VpnView } from '../ports.ts'
import { createBudget } from './budget.ts'
import { createRepairs } from './repairs.ts'

/** How often engines may be replaced or repaired, so that one cause which breaks many causes no storm of steps. */
export interface Limits {
  relapsesLeft(): number
  /** Engines that may be repaired now if their VPN cut them off. */
  repairable(engines: readonly WorldEngine[], vpn: VpnView): ReadonlySet<string>
  /** Repairs, and replacements that have a limit, are counted when they begin. */
  spend(seen: World, steps: readonly Step[]): void
  /** That engine is gone. */
  forget(engineId: string): void
}

const RELAPSE = 'relapse'

export function createLimits(elapsedMs: () => number, maxReplicas: () => number): Limits {
  const relapses = createBudget(elapsedMs, () => relapseLimit(maxReplicas()))
  const repairs = createRepairs(elapsedMs)

  return {
    relapsesLeft: () => relapses.left(RELAPSE),
    repairable: repairs.allowed,
    forget: repairs.forget,
    spend: (seen, steps) => {
      const { byId, nodes } = censusOf(seen)
      for (const step of steps) {
        if (step.kind === 'create') continue
        const each = byId.get(step.id)
        const node = nodes.get(each?.engine.engineSpec.vpn ?? '')
        if (each && step.cause === 'unhealthy' && isRelapse(each)) relapses.spend(RELAPSE)
        if (node && step.cause === 'vpn') repairs.spend(step.id, node)
      }
    },
  }
}
