import type { Coded, NoParams } from './coded.ts'
import type { Reason } from './reason.ts'

interface OfEngine {
  /** The engine's name. */
  engine: string
}

interface OfVpn {
  /** The VPN container's name. */
  vpn: string
}

interface OfStream {
  /** Its title, else its key cut short. Rows of earlier versions hold the title in quotation marks. */
  stream: string
  /** The name of the engine that plays or played it. */
  engine: string
}

/** Why no engine can be created, as a 503 names it (docs/api.md). */
export type BlockedCode =
  | 'vpn_disconnected'
  | 'circuit_breaker'
  | 'max_capacity'
  | 'runtime_unavailable'
  | 'image_pulling'
  | 'image_missing'
  | 'no_free_port'

/** What is wrong. An incident's own reason says why. */
export interface Incidents {
  /** `runtime`: its kind, e.g. `docker`. */
  runtime_unreachable: { runtime: string }
  /** The database can't be written. */
  store_failing: NoParams
  /** Values saved in the panel are not used, or can't be saved. */
  settings_unused: NoParams
  /** Lines of our own log are dropped. */
  log_dropping: NoParams
  vpn_down: OfVpn
  /** Connected, but something about it is wrong or can't be read. */
  vpn_impaired: OfVpn
  /** The world sees the host's own address. */
  vpn_leaking: OfVpn
  /** It runs and does not answer its checks. */
  engine_unhealthy: OfEngine
  /** Its process or container has ended. */
  engine_failed: OfEngine
  /** Fewer engines than wanted, and none can be created. */
  engines_blocked: { blocked: BlockedCode; engines: number; wanted: number }
  /** No engine answers, though some should. */
  no_engine_serves: { engines: number; wanted: number }
  /** Every engine is in use and MAX_REPLICAS is reached. */
  capacity_full: { engines: number; maximum: number }
  stream_stalled: OfStream
  /** It ended although nobody wanted that. */
  stream_cut: OfStream
  /** Messages can't be delivered through it. `notifier`: its name. */
  notifier_failing: { notifier: string }
}

export type IncidentCode = keyof Incidents
/** What is wrong, as a code with its parameters. */
export type CodedIncident = Coded<Incidents>

/** What is done about an incident, and how it ended. Times that end in `AtMs` are Unix times. */
export interface IncidentReasons {
  /** The engine is replaced at that moment unless it answers. */
  replaced_in: { atMs: number }
  /** It is being removed; `by` takes its place, null where that is not known yet. */
  being_replaced: { by: string | null }
  /** A dead engine: another is created, and it is removed. */
  replacement_is_created: NoParams
  recreated_with_vpn: OfVpn
  restarted_with_vpn: OfVpn
  /** Asked again every few seconds; engines that run go on. */
  runtime_is_asked_again: NoParams
  /** What can't be stored waits in memory, within bounds. */
  kept_in_memory: NoParams
  /** Values of the environment, else the defaults. */
  other_settings_apply: NoParams
  /** The log says how many lines are missing once it is read again. */
  missing_lines_are_counted: NoParams
  waiting_for_tunnel: OfVpn
  tunnel_is_restarting: OfVpn
  /** `atMs`: null where the moment is not known. */
  retrying: { atMs: number | null }
  waiting_for_image: { image: string }
  engines_are_starting: { engines: number }
  waiting_for_free_engine: NoParams
  peers_are_looked_for: NoParams
  waiting_for_new_start: NoParams
  /** It goes on being looked at; nothing changes by itself. */
  nothing_done: NoParams

  /** How it ended. `afterMs`: how long it lasted. */
  engine_answers_again: Lasted
  /** `streamsBack`: of those cut, how many play again elsewhere; `backAfterMs`: since when the last of them does, from the beginning of the incident on. */
  engine_replaced: Lasted & Cut & { by: string | null }
  /** `reason`: why it was removed. */
  engine_gone: Lasted & Cut & { reason: Reason }
  engine_runs_again: Lasted & Cut
  runtime_answers_again: Lasted
  store_works_again: Lasted
  log_is_read_again: Lasted
  settings_in_order_again: Lasted
  vpn_connected_again: Lasted & Cut
  vpn_in_order_again: Lasted
  vpn_no_longer_used: Lasted
  leak_is_over: Lasted
  engines_created_again: Lasted
  /** `engine`: one that answers; null where none is needed any more. */
  engine_serves_again: Lasted & { engine: string | null }
  engine_free_again: Lasted
  stream_plays_again: Lasted & OfEngine
  stream_ended: Lasted
  /** Nobody started it again. */
  stream_not_started_again: Lasted
  /** Another version of the orchestrator found it. */
  no_longer_looked_for: Lasted
  /** It belongs to another incident that came to be known later: its cause. */
  part_of_another: Lasted & { reason: Reason | null }
}

interface Lasted {
  afterMs: number
}

interface Cut {
  streamsCut: number
  streamsBack: number
  backAfterMs: number | null
}
