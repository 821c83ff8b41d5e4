import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../../lib/clock.ts'
import { same } from '../../lib/same.ts'

/** Whether the store can be written, why not, and since when (wall time). */
export interface Condition {
  /** Null while all is well. */
  reason(): Reason | null
  isWell(): boolean
  sinceMs(): number
  set(reason: Reason | null): void
}

/** It begins as not yet open. A new reason for the same trouble does not restart its age. */
export function createCondition(clock: Pick<Clock, 'now'>, onChange: () => void): Condition {
  let reason: Reason | null = { code: 'store_not_open' }
  let sinceMs = clock.now()
  return {
    reason: () => reason,
    isWell: () => reason === null,
    sinceMs: () => sinceMs,
    set: (next) => {
      if (same(next, reason)) return
      if ((next === null) !== (reason === null)) sinceMs = clock.now()
      reason = next
      onChange()
    },
  }
}
