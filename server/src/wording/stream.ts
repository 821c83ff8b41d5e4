import type { StreamReasons } from '@acestream-orchestrator/contract/reasons/stream'
import { counted, streamName, type Wording } from './wording.ts'

export const streamWording: Wording<StreamReasons> = {
  not_read_yet: () => 'idle: no player reads it yet',
  prebuffering: (progress) => withProgress('prebuffering', progress),
  buffering: (progress) => withProgress('buffering', progress),
  checking_stored_data: (progress) => withProgress('checking stored data', progress),
  waiting_for_first_data: (progress) => withProgress('waiting for first data', progress),
  in_engine_status: (progress) => withProgress(`the engine says ${progress.status}`, progress),
  file_complete: () => 'all of the file is here',
  old_recording: ({ behindMs }) =>
    `the newest piece in the swarm is over ${Math.floor(behindMs / HOUR_MS)} h old: an old recording`,
  no_data: noData,
  engine_not_answering: ({ reason }, say) => `its engine does not answer: ${say(reason)}`,
  statistics_unreadable: ({ reason }, say) => `its statistics can't be read: ${say(reason)}`,
  silent: ({ forMs, reason }, say) =>
    `no sign of life for ${whole(forMs)} s while its engine answers: ${say(reason)}`,
  session_unknown: ({ asked }) => `its engine no longer knows the session (asked ${asked} times)`,
  proxy_silent: ({ forMs }) => `its playback proxy has not reported for ${whole(forMs)} s`,
  abandoned: ({ forMs }) => `no data for ${whole(forMs)} s and no sign of a reader`,
  replaced_by_session: ({ session }) => `session ${session} took its place`,
  stop_not_confirmed: ({ reason }, say) => `it answered "ok" but did not confirm: ${say(reason)}`,
  session_still_runs: () => 'the session still runs',
  stop_unconfirmed: () => 'its engine accepted the stop; without statistics this could not be confirmed',
  session_not_known: () => 'its engine does not know the session',
  no_command_url: () => 'its report had no usable command_url, so its engine was not asked to stop it',
  no_stat_url: () => 'its report had no usable stat_url',
  stream_not_found: ({ id }) => `no stream has the id ${id}`,
  viewer_not_found: ({ id }) => `no viewer of this stream has the id ${id}`,
  engine_not_known: () => 'its engine is not known here',
  engine_without_address: () => 'no address of its engine has answered yet',
  engine_disappeared: () => 'it was missing when the containers were listed',
  engine_restarted_outside: () => 'its container was restarted by something else',
  previous_request_open: () => 'its engine has not answered the previous request yet',
  engine_too_slow: () => 'its engine answers too slowly to read all of its streams',
  session_url_unusable: ({ field, form, url }) =>
    `${field === 'stat_url' ? 'no statistics: ' : ''}${field} should end in ${form}, not ${JSON.stringify(url)}`,
  session_url_invalid: ({ field, form }) => `reading ${field}: its path must be ${form}`,
  reported_engine_unknown: ({ container, address }) =>
    `recording the start of a stream: no engine here ${container === null ? '' : `is container ${container} or `}` +
    `is reached at ${address}; a proxy with engines of its own registers them first (POST /engines)`,
  labels_too_long: ({ most }) => `all labels together have ${most} characters at most`,
  too_many_streams: ({ most }) =>
    `recording the start of a stream: ${most} streams run already; report their ends`,
  too_many_streams_reported: ({ most, reporter }) =>
    `recording the start of a stream: ${most} streams of ${reporter} run already; report their ends`,
  stream_action_failed: ({ action, stream, engine, reason }, say) =>
    `${ACTIONS[action]} ${streamName(stream)} on ${engine}: ${say(reason)}`,
}

const ACTIONS = { stop: 'stopping', read_statistics: 'asking for the statistics of' } as const

const HOUR_MS = 3_600_000

function whole(ms: number): number {
  return Math.round(ms / 1000)
}

function withProgress(
  doing: string,
  { percent, peers }: { readonly percent: number | null; readonly peers: number | null },
): string {
  const share = percent === null ? '' : ` ${percent} %`
  return peers === null ? `${doing}${share}` : `${doing}${share}, ${counted(peers, 'peer')}`
}

function noData({ forMs, peers, status }: StreamReasons['no_data']): string {
  const silence = `no data for ${whole(forMs)} s`
  const word = status === null ? '' : ` (the engine says ${status})`
  if (peers === null) return `${silence}${word}`
  return peers === 0 ? `${silence}: 0 peers${word}` : `${silence} from ${counted(peers, 'peer')}${word}`
}
