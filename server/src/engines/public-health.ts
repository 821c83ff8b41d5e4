import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { failureReason, withCure } from './death.ts'
import { type Engine, type HealthStatus, lifecycleOf } from './engine.ts'

export interface PublicHealth {
  readonly status: HealthStatus
  readonly reason: Reason | null
}

/** Health as clients may act on it: `healthy` only when it takes streams, with the reason when it does not. */
export function publicHealth(engine: Engine): PublicHealth {
  switch (lifecycleOf(engine)) {
    case 'failed':
      return { status: 'unhealthy', reason: withCure(failureReason(engine), engine.container) }
    case 'removing':
      return { status: 'unknown', reason: { code: 'being_removed', why: engine.removal?.why ?? UNSPECIFIED } }
    case 'draining':
      return {
        status: 'unknown',
        reason: { code: engine.drain?.isKept ? 'drained_for_maintenance' : 'draining' },
      }
    case 'starting':
      return startingHealth(engine)
    case 'ready':
      return readyHealth(engine)
  }
}

const UNSPECIFIED: Reason = { code: 'unspecified' }

function startingHealth(engine: Engine): PublicHealth {
  if (engine.restart) return { status: 'unknown', reason: { code: 'restarting', why: engine.restart.why } }
  if (engine.vpnDown) return { status: 'unknown', reason: engine.vpnDown }
  if (engine.health.status === 'unhealthy') return { status: 'unhealthy', reason: engine.health.reason }
  return { status: 'unknown', reason: engine.container?.waiting ?? { code: 'starting' } }
}

function readyHealth(engine: Engine): PublicHealth {
  if (engine.vpnDown) return { status: 'unknown', reason: engine.vpnDown }
  const { status, failures, reason } = engine.health
  if (status === 'healthy' && failures > 0)
    return { status: 'unknown', reason: { code: 'missed_check', reason: reason ?? UNSPECIFIED } }
  return { status, reason: status === 'healthy' ? null : reason }
}
