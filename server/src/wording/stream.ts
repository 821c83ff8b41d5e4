import type { StreamReasons } from '@acestream-orchestrator/contract/reasons/stream'
import { counted, type Wording } from './wording.ts'

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
  abandoned: ({ forMs }) => `no data for ${whole(forMs)} s and no sign of a reader`,
  replaced_by_session: ({ session }) => `session ${session} took its place`,
  stop_not_confirmed: ({ reason }, say) => `it answered "ok" but did not confirm: ${say(reason)}`,
  stream_action_failed: ({ action, stream, engine, reason }, say) =>
    `${ACTIONS[action]} ${stream} on ${engine}: ${say(reason)}`,
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
