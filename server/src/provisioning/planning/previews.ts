import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { RemovalPlan, ScalePlan } from '../service.ts'
import { desired } from './desired.ts'
import { isBusy, serves } from './engine-standing.ts'
import { plan } from './plan.ts'
import type { Policy, World, WorldEngine } from './world.ts'

/** What would be done were this the operator's number from now on, within the minimum and the maximum. */
export function scalePlan(world: World, target: number): ScalePlan {
  const scaledTo = withinLimits(target, world.policy)
  const scaled: World = { ...world, scale: scaledTo, scaleForMs: 0 }
  const removes = plan(scaled).steps.flatMap((step) =>
    step.kind === 'remove' && step.cause === 'idle' ? [step.id] : [],
  )
  const { missing, wanted } = desired(scaled)
  const serving = scaled.engines.filter((each) => serves(each, scaled))
  const over = Math.max(0, serving.length - wanted - removes.length)
  return {
    scaledTo,
    starts: missing,
    removes,
    protected: serving
      .filter(isBusy)
      .slice(0, over)
      .map((each) => ({ id: each.engine.id, why: whyProtected(each) })),
  }
}

function withinLimits(target: number, { minReplicas, maxReplicas }: Policy): number {
  return Math.min(maxReplicas, Math.max(minReplicas, target))
}

export function whyProtected({ streams, playing }: WorldEngine): Reason {
  if (streams > 0) return { code: 'has_streams', streams }
  return { code: playing ? 'plays_unreported' : 'just_handed_out' }
}

/** What follows when this engine is removed. */
export function removalPlan(world: World, engineId: string): RemovalPlan {
  const engines = world.engines.filter(({ engine }) => engine.id !== engineId)
  const after = desired({ ...world, engines })
  return { isReplaced: after.missing > desired(world).missing, wanted: after.wanted }
}
