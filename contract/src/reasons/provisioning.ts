import type { NoParams } from './coded.ts'
import type { Reason } from './reason.ts'

/** Why an engine is removed, replaced or restarted, and why none can be created. Names are those of containers. */
export interface ProvisioningReasons {
  drained: NoParams
  idle_over_target: NoParams
  /** It had stopped and was cleaned up. */
  cleaned_up: NoParams
  /** Restarted by being recreated inside the VPN it should be in. */
  recreated_inside_vpn: { reason: Reason }
  vpn_share_taken_over: { vpn: string }
  vpn_recreated: { vpn: string }
  vpn_restarted: { vpn: string }
  vpn_reconnected: { vpn: string }
  forwarded_port_changed: { vpn: string; from: number | null; to: number }
  forwarded_port_unused: { vpn: string; port: number | null }
  vpn_overfull: { vpn: string }
  vpn_not_configured_any_more: { vpn: string }
  outside_vpn: NoParams
  other_settings: NoParams
  other_image: { image: string }
  outdated: { reason: Reason }
  unhealthy_for: { forMs: number; reason: Reason }
  vpn_not_connected: { vpn: string; reason: Reason | null }
  requested_by_caller: NoParams
  below_target: NoParams
  /** What the engine's card says while it waits to be replaced. */
  replaced_unless_it_answers: { inMs: number }
  /** No engine answers, so a few are replaced first. */
  replacement_waits_for_an_answer: NoParams
  /** Engines keep hanging soon after their start. */
  replacement_waits_for_relapses: NoParams
  kept_for_its_stream: { atMaximum: boolean }
  died_young: { engine: string; reason: Reason }
  engine_failed: { engine: string; reason: Reason }
  image_being_pulled: { image: string }
  image_not_pulled: { image: string; reason: Reason }
  image_not_looked_up: NoParams
  starting_keeps_failing: { reason: Reason }
  /** After the breaker's pause. */
  one_engine_tried_first: { image: string; reason: Reason }
  /** Why each configured VPN takes no engines. */
  no_vpn_connected: { vpns: readonly { vpn: string; reason: Reason | null }[] }
  maximum_reached: { maximum: number }
  ports_exhausted: { setting: string; first: number; last: number }
  published_ports_exhausted: { vpn: string; first: number; last: number }
  runtime_not_answering: NoParams
  containers_maximum_reached: { maximum: number }
  /** One of our engines holds the port that a caller asked for. */
  port_held_by_engine: { port: number; engine: string }
  no_engine_answered_in_time: NoParams
  /** Of a place for a content: the engine that is free has it open already, or failed it a moment ago. */
  no_other_engine: NoParams
  /** Of a place for a content: somebody has just stopped it by hand, which its proxy takes for the loss of an engine. */
  stopped_by_hand: NoParams
  image_not_allowed: { image: string; allowed: readonly string[] }
  label_reserved: { label: string }
  variable_name_invalid: { name: string }
  variable_value_has_nul: NoParams
  container_port_invalid: { given: string }
  container_port_twice: { port: string }
  /** Why scaling down leaves an engine alone. */
  has_streams: { streams: number }
  plays_unreported: NoParams
  just_handed_out: NoParams
  /** What a job does, and why one ended early. */
  scaling_to: { target: number }
  scale_changed: NoParams
  scale_cleared: NoParams
  /** No engine can take a stream now. */
  no_engine_free: { reason: Reason | null }
}
