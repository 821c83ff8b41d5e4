import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isAlive } from '../../engines/engine.ts'
import { censusOf } from '../planning/census.ts'
import { desired } from '../planning/desired.ts'
import { isFree } from '../planning/engine-standing.ts'
import type { Blocked, Pass } from '../planning/step.ts'
import type { World } from '../planning/world.ts'
import type { ProvisioningStatus } from '../service.ts'

/** What people are told of a pass. `scale`: the operator's number as it is now. */
export function statusOf({ world, plan }: Pass, scale: number | null): ProvisioningStatus {
  const { own, busy } = censusOf(world)
  return {
    capacity: {
      total: own.filter(({ engine }) => isAlive(engine)).length,
      used: busy,
      available: own.filter((each) => isFree(each, world)).length,
      min: world.policy.minReplicas,
      max: world.policy.maxReplicas,
      scale,
      wanted: plan.wanted,
    },
    breaker: world.breaker.state,
    blocked: plan.blocked ?? heldBack(world),
  }
}

/** After its pause the breaker lets one engine through at a time: callers wait for it, and people are told why. */
function heldBack(world: World): Blocked | null {
  const { breaker, policy } = world
  if (breaker.state !== 'half_open' || desired(world).missing === 0) return null
  const why: Reason = breaker.reason ?? { code: 'unspecified' }
  const reason: Reason = { code: 'one_engine_tried_first', image: policy.spec.image, reason: why }
  return { code: 'circuit_breaker', reason, etaS: null }
}
