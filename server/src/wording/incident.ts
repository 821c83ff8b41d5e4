import type { IncidentReasons } from '@acestream-orchestrator/contract/reasons/incident'
import { counted, type Wording } from './wording.ts'

export const incidentWording: Wording<IncidentReasons> = {
  replaced_in: () => 'it will be replaced unless it answers',
  being_replaced: ({ by }) => (by === null ? 'it is being replaced' : `it is being replaced by ${by}`),
  replacement_is_created: () => 'a replacement is being created',
  recreated_with_vpn: ({ vpn }) => `it is recreated once VPN ${vpn} is connected`,
  restarted_with_vpn: ({ vpn }) => `it is restarted because VPN ${vpn} was restarted`,
  runtime_is_asked_again: () => 'it is asked again every few seconds; running engines go on',
  kept_in_memory: () => 'engines go on; what happens is kept in memory and stored as soon as possible',
  other_settings_apply: () =>
    'the environment and the defaults apply instead; nothing that was saved is deleted',
  missing_lines_are_counted: () =>
    'engines go on; once the log is read again it says how many lines are missing',
  waiting_for_tunnel: () => 'its engines wait until the tunnel is connected',
  tunnel_is_restarting: () => 'the tunnel is being restarted',
  retrying: () => 'it is tried again',
  waiting_for_image: ({ image }) => `engines are created once ${image} is here`,
  engines_are_starting: ({ engines }) =>
    `${counted(engines, 'engine')} ${engines === 1 ? 'is' : 'are'} starting`,
  waiting_for_free_engine: () => 'new streams are taken as soon as one ends',
  peers_are_looked_for: () => 'the engine keeps looking for peers that have the data',
  waiting_for_new_start: () => 'it plays again once its player starts it again',
  nothing_done: () => 'nothing is done about it automatically',

  engine_answers_again: ({ afterMs }) => `answered again after ${span(afterMs)}`,
  engine_replaced: ({ by, ...rest }) => `${by === null ? 'replaced' : `replaced by ${by}`}${cut(rest)}`,
  engine_gone: ({ reason, ...rest }, say) => `removed (${say(reason)})${cut(rest)}`,
  engine_runs_again: (rest) => `running again${cut(rest)}`,
  runtime_answers_again: ({ afterMs }) => `answered again after ${span(afterMs)}`,
  store_works_again: ({ afterMs }) => `writable again after ${span(afterMs)}`,
  log_is_read_again: ({ afterMs }) => `read again after ${span(afterMs)}`,
  settings_in_order_again: ({ afterMs }) => `in order again after ${span(afterMs)}`,
  vpn_connected_again: (rest) => `connected again${cut(rest)}`,
  vpn_in_order_again: ({ afterMs }) => `in order again after ${span(afterMs)}`,
  vpn_no_longer_used: () => 'no longer used',
  leak_is_over: ({ afterMs }) => `this host's address hidden again after ${span(afterMs)}`,
  engines_created_again: ({ afterMs }) => `engines could be created again after ${span(afterMs)}`,
  engine_serves_again: ({ engine, afterMs }) =>
    engine === null
      ? `no engine was wanted any more after ${span(afterMs)}`
      : `${engine} answered after ${span(afterMs)}`,
  engine_free_again: ({ afterMs }) => `an engine was free again after ${span(afterMs)}`,
  stream_plays_again: ({ engine, afterMs }) => `playing again on ${engine} after ${span(afterMs)}`,
  stream_ended: ({ afterMs }) => `ended after ${span(afterMs)}`,
  stream_not_started_again: () => 'not started again',
  no_longer_looked_for: () => 'this version no longer looks for it',
  part_of_another: ({ reason }, say) =>
    reason === null ? 'part of another incident' : `part of another incident: ${say(reason)}`,
}

interface Cut {
  readonly streamsCut: number
  readonly streamsBack: number
  readonly backAfterMs: number | null
  readonly afterMs: number
}

/** `, 2 streams cut, back after 31 s`. */
function cut({ streamsCut, streamsBack, backAfterMs, afterMs }: Cut): string {
  if (streamsCut === 0) return ` after ${span(afterMs)}`
  const lost = `, ${counted(streamsCut, 'stream')} cut`
  if (streamsBack === 0 || backAfterMs === null) return lost
  const back = streamsBack === streamsCut ? 'back' : `${streamsBack} of them back`
  return `${lost}, ${back} after ${span(backAfterMs)}`
}

/** `31 s`, `2 min 5 s`, `3 h 20 min`. */
function span(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
