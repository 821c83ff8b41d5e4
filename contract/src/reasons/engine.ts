import type { NoParams } from './coded.ts'
import type { Reason } from './reason.ts'

/** How an engine is, and why it is going away. */
export interface EngineReasons {
  /** It has not answered its first check yet. */
  starting: NoParams
  draining: NoParams
  /** It takes no new streams, and stays. */
  drained_for_maintenance: NoParams
  being_removed: { why: Reason }
  restarting: { why: Reason }
  missed_check: { reason: Reason }
  never_answered: { afterMs: number }
  port_occupied: { port: number }
  container_gone: NoParams
  /** `exitCode`: null where the runtime does not know it. `error`: the runtime's words; `lastWords`: the engine's. */
  exited: { exitCode: number | null; oomKilled: boolean; error: string | null; lastWords: string | null }
  /** `cure`: what helps. */
  with_cure: { reason: Reason; cure: Reason }
  removed_by_operator: NoParams
  /** Why nothing is kept of what a removed engine wrote. */
  nothing_written: NoParams
  log_read_too_slowly: { withinMs: number }
  not_an_engine_of_ours: NoParams
  restarted_by_operator: NoParams
  engines_unhealthy: { unhealthy: number; total: number }
  no_engine_healthy_yet: { total: number; target: number }
  recommended: { streams: number; maxStreams: number; usedUnreported: boolean; forwarded: boolean }
}
