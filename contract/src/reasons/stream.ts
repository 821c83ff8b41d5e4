import type { NoParams } from './coded.ts'
import type { Reason } from './reason.ts'

/** How a stream is, why it ended, and why it can't be stopped. */
export interface StreamReasons {
  /** Idle: no player reads it yet. */
  not_read_yet: NoParams
  prebuffering: Progress
  buffering: Progress
  checking_stored_data: Progress
  waiting_for_first_data: Progress
  /** In a status that we have no words for. */
  in_engine_status: Progress & { status: string | null }
  /** All of the file is here, so no data comes any more. */
  file_complete: NoParams
  /** The newest piece in the swarm is that old: an old recording served as live. */
  old_recording: { behindMs: number }
  /** `status`: the engine's, where it is not simply downloading. */
  no_data: { forMs: number; peers: number | null; status: string | null }
  engine_not_answering: { reason: Reason }
  statistics_unreadable: { reason: Reason }
  /** Its engine answers, and not for this session. */
  silent: { forMs: number; reason: Reason }
  session_unknown: { asked: number }
  abandoned: { forMs: number }
  /** The playback proxy that had it open does not report any more. */
  proxy_silent: { forMs: number }
  replaced_by_session: { session: string }
  /** The engine accepted the stop, and the session goes on. */
  stop_not_confirmed: { reason: Reason }
  session_still_runs: NoParams
  /** The engine accepted the stop; without statistics nobody can say whether it did. */
  stop_unconfirmed: NoParams
  /** The engine answers that it has no such session. */
  session_not_known: NoParams
  /** Its report had no URL that may be called, so its engine is not asked. */
  no_command_url: NoParams
  no_stat_url: NoParams
  stream_not_found: { id: string }
  viewer_not_found: { id: string }
  /** Its engine is not known here, or not yet. */
  engine_not_known: NoParams
  /** None of the engine's addresses has answered yet. */
  engine_without_address: NoParams
  /** It was missing when the containers were listed. */
  engine_disappeared: NoParams
  engine_restarted_outside: NoParams
  previous_request_open: NoParams
  engine_too_slow: NoParams
  /** `field`: `stat_url` or `command_url`; `form`: what it should end in; `url`: what was given, cut short. */
  session_url_unusable: { field: SessionUrlField; form: string; url: string }
  session_url_invalid: { field: SessionUrlField; form: string }
  /** The report names an engine that is not known here. `container`: null where it names none. */
  reported_engine_unknown: { container: string | null; address: string }
  /** `most`: characters of all labels together. */
  labels_too_long: { most: number }
  too_many_streams: { most: number }
  too_many_streams_reported: { most: number; reporter: string }
  stream_action_failed: {
    action: 'stop' | 'read_statistics'
    stream: string
    engine: string
    reason: Reason
  }
}

type SessionUrlField = 'stat_url' | 'command_url'

/** What the engine says of a start: percent, and how many peers it has. */
interface Progress {
  percent: number | null
  peers: number | null
}
