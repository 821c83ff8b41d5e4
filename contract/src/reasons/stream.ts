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
  replaced_by_session: { session: string }
  /** The engine accepted the stop, and the session goes on. */
  stop_not_confirmed: { reason: Reason }
  stream_action_failed: {
    action: 'stop' | 'read_statistics'
    stream: string
    engine: string
    reason: Reason
  }
}

/** What the engine says of a start: percent, and how many peers it has. */
interface Progress {
  percent: number | null
  peers: number | null
}
