import type { Coded, NoParams } from './reasons/coded.ts'

/** Why something is not played, or no more: codes with their parameters. `text`: somebody else's words. */
interface PlaybackReasonParams {
  /** The request names nothing to play. */
  selector_missing: NoParams
  /** What it names is not of the right form. `rule`: what does not hold. */
  selector_invalid: { parameter: string; rule: string }
  /** No engine takes it now; `text`: the orchestrator's words. */
  no_engine: { text: string }
  /** The orchestrator does not answer, and no engine is known any more. */
  orchestrator_unreachable: NoParams
  viewers_maximum_reached: { most: number }
  /** The engine does not know the content. */
  content_unknown: { text: string }
  engine_unreachable: NoParams
  engine_timeout: NoParams
  engine_garbage: NoParams
  engine_status: { status: number }
  redirect_refused: { location: string }
  no_peers: { afterS: number }
  no_data: { afterS: number }
  /** Data stopped coming, the connection stayed. */
  stalled: { afterS: number }
  /** The engine ended the connection. */
  closed_by_engine: NoParams
  not_mpegts: NoParams
  /** The engine was lost more often than is tried. */
  failovers_exhausted: { most: number; reason: PlaybackReason }
  viewer_stalled: { afterS: number }
  shutting_down: NoParams
}

export type PlaybackReason = Coded<PlaybackReasonParams>
