import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EngineRef } from '../ports.ts'
import type { PerEngineQueue } from './per-engine-queue.ts'

/** What comes of a stream whose reading is due. */
export type Attempt =
  | { readonly kind: 'begin'; readonly engine: EngineRef }
  /** It stays due, and is tried again in the next pass. */
  | { readonly kind: 'later' }
  /** This slot brings no reading, for this reason. */
  | { readonly kind: 'gap'; readonly reason: Reason }
  /** The reading before is still under way and fills this slot too. */
  | { readonly kind: 'none' }

export interface Due {
  /** For how long it has been due. */
  readonly lateMs: number
  /** From one reading to the next. */
  readonly periodMs: number
  readonly underWay: boolean
}

/** Half a period is the longest that a reading may wait for its engine's queue. */
export function attemptOf(
  { lateMs, periodMs, underWay }: Due,
  engine: EngineRef | undefined,
  queue: Pick<PerEngineQueue, 'admit'>,
): Attempt {
  if (underWay) return { kind: 'none' }
  if (!engine) return gap({ code: 'engine_not_known' })
  if (!engine.dial) return gap({ code: 'engine_without_address' })
  switch (queue.admit(engine.id)) {
    case 'begin':
      return { kind: 'begin', engine }
    case 'wait':
      return lateMs >= periodMs / 2 ? gap({ code: 'engine_too_slow' }) : { kind: 'later' }
    case 'refused':
      return gap({ code: 'previous_request_open' })
  }
}

function gap(reason: Reason): Attempt {
  return { kind: 'gap', reason }
}
