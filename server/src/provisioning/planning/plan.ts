// planning/: what to do, decided by pure functions over one World. No I/O, no clock.
import { desired } from './desired.ts'
import { planCreations } from './rules/plan-creations.ts'
import { planRemovals } from './rules/plan-removals.ts'
import type { Plan } from './step.ts'
import type { World } from './world.ts'

/**
 * What to do now, from what is and what should be. Pure: the same world always gives the same steps, a converged
 * world gives none. "The runtime does not answer" is never a reason to act.
 */
export function plan(world: World): Plan {
  const need = desired(world)
  const { wanted, missing, room } = need
  if (!world.runtimeReachable) return { steps: [], wanted, blocked: runtimeUnavailable, notes: new Map() }
  const removals = planRemovals(world, need)
  const creations = planCreations(world, missing + removals.surge, room)
  return {
    steps: [...removals.steps, ...creations.steps],
    wanted,
    blocked: creations.blocked,
    notes: removals.notes,
  }
}

const runtimeUnavailable = {
  code: 'runtime_unavailable',
  reason: { code: 'runtime_not_answering' },
  etaS: null,
} as const
