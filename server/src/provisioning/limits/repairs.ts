import type { WorldEngine } from '../planning/world.ts'
import type { VpnNodeView, VpnView } from '../ports.ts'
import { createBudget } from './budget.ts'

/** So often in a window a VPN is repaired at once, and each engine of it: what flaps, or is not helped, then waits. */
const REPAIRS = { most: 2, windowMs: 60_000 }

/** Which engines may be restarted or recreated for what happened to their VPN. */
export interface Repairs {
  allowed(engines: readonly WorldEngine[], vpn: VpnView): ReadonlySet<string>
  /** One begins. */
  spend(engineId: string, node: VpnNodeView): void
  /** That engine is gone. */
  forget(engineId: string): void
}

export function createRepairs(elapsedMs: () => number): Repairs {
  const ofNodes = createBudget(elapsedMs, () => REPAIRS)
  const ofEngines = createBudget(elapsedMs, () => REPAIRS)

  return {
    allowed: (engines, { nodes }) => {
      const calm = nodes.filter((node) => ofNodes.allows(node.name, occasionOf(node)))
      const names = new Set<string | null>(calm.map(({ name }) => name))
      return new Set(
        engines
          .filter(({ engine }) => names.has(engine.engineSpec.vpn) && ofEngines.left(engine.id) > 0)
          .map(({ engine }) => engine.id),
      )
    },
    spend: (engineId, node) => {
      ofNodes.spend(node.name, occasionOf(node))
      ofEngines.spend(engineId)
    },
    forget: (engineId) => ofEngines.forget(engineId),
  }
}

/** All engines that one event of their VPN cut off are one repair, though not all are found out at the same time. */
function occasionOf({ containerId, startedAtMs, reconnectedAtMs, forwardedPort }: VpnNodeView): string {
  return [containerId, startedAtMs, reconnectedAtMs, forwardedPort].join()
}
