import type { Cell } from '../../../components/lists/csv.ts'
import type { Rankings } from '../../../components/lists/ranking.ts'
import type { Stream } from '../../../fleet/model.ts'
import { engineName, streamName } from '../../../fleet/names.ts'
import { timeOf } from '../../../i18n/format.ts'

const PHASES: Record<Stream['phase'], number> = { stalled: 0, unknown: 1, starting: 2, active: 3, ended: 4 }

const title = { of: (stream: Stream) => streamName(stream).toLowerCase(), first: 'low' } as const
const engine = { of: (stream: Stream) => engineName(stream), first: 'low' } as const

const lasted = ({ started_at, ended_at }: Stream): number | null => {
  const [from, until] = [timeOf(started_at), timeOf(ended_at)]
  return from === null || until === null ? null : until - from
}

/** Of running streams. */
export const STREAM_RANKINGS: Rankings<Stream> = {
  title,
  engine,
  phase: { of: ({ phase }) => PHASES[phase], first: 'low' },
  viewers: { of: ({ viewers }) => viewers, first: 'high' },
  peers: { of: ({ peers }) => peers, first: 'high' },
  down: { of: ({ speed_down }) => speed_down, first: 'high' },
  up: { of: ({ speed_up }) => speed_up, first: 'high' },
  // What runs longest began first.
  duration: { of: ({ started_at }) => started_at, first: 'low' },
}

/** Of streams that ended. */
export const ENDED_RANKINGS: Rankings<Stream> = {
  title,
  engine,
  reason: { of: ({ end_reason }) => end_reason, first: 'low' },
  duration: { of: lasted, first: 'high' },
  average: { of: ({ avg_speed_down }) => avg_speed_down, first: 'high' },
  peak: { of: ({ peak_speed_down }) => peak_speed_down, first: 'high' },
  peers: { of: ({ peak_peers }) => peak_peers, first: 'high' },
  ended: { of: ({ ended_at }) => ended_at, first: 'high' },
}

/** A stream as a line of a CSV. */
export const STREAM_CELLS: Readonly<Record<string, (stream: Stream) => Cell>> = {
  title: streamName,
  key_type: ({ key_type }) => key_type,
  key: ({ key }) => key,
  engine: engineName,
  phase: ({ phase }) => phase,
  viewers: ({ viewers }) => viewers,
  peers: ({ peers }) => peers,
  speed_down_kib_s: ({ speed_down }) => speed_down,
  speed_up_kib_s: ({ speed_up }) => speed_up,
  average_down_kib_s: ({ avg_speed_down }) => avg_speed_down,
  started_at: ({ started_at }) => started_at,
  ended_at: ({ ended_at }) => ended_at,
  end_reason: ({ end_reason }) => end_reason,
}
