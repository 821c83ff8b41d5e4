import type { Reason } from '../reasons/reason.ts'

/** What happened to the product as a whole. */
export interface SystemEvents {
  /** No engine is created for a while, because creating them keeps failing. */
  'system.breaker_open': { reason: Reason; endsInS: number | null }
}
