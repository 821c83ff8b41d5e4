// features/engines/list/: engines as cards, table and map; filter and order.

import type { Cell } from '../../../components/lists/csv.ts'
import { type Order, type Rankings, ranked, readOrder } from '../../../components/lists/ranking.ts'
import type { Engine } from '../../../fleet/model.ts'
import { compareEngines, engineName } from '../../../fleet/names.ts'

/** Offered for the cards; the table is ordered by its columns too. */
export const SORTS = ['name', 'health', 'streams', 'speed', 'used', 'uptime', 'latency', 'failures'] as const
export const HEALTHS = ['healthy', 'unhealthy', 'unknown'] as const
export const USES = ['busy', 'idle'] as const

export interface EngineFilter {
  readonly text: string
  readonly health: (typeof HEALTHS)[number] | 'all'
  readonly use: (typeof USES)[number] | 'all'
  readonly order: Order | null
}

type Params = Readonly<Record<string, string>>

/** The filter as the address holds it; anything unknown means all. */
export const readFilter = (params: Params): EngineFilter => ({
  text: params['q'] ?? '',
  health: HEALTHS.find((word) => word === params['health']) ?? 'all',
  use: USES.find((word) => word === params['use']) ?? 'all',
  order: readOrder(params['sort']),
})

const HEALTH_ORDER = { unhealthy: 0, unknown: 1, healthy: 2 }
/** How many of its last checks it missed. */
export const missedChecks = ({ recent_checks }: Engine): number =>
  recent_checks.filter(({ reason }) => reason !== null).length

/** Each puts first what one looks for: the busiest, the fastest, the one in trouble. */
export const ENGINE_RANKINGS: Rankings<Engine> = {
  // The names are in their order already.
  name: { of: () => 0, first: 'low' },
  port: { of: ({ port }) => port, first: 'low' },
  health: { of: ({ health_status }) => HEALTH_ORDER[health_status], first: 'low' },
  streams: { of: ({ stream_count }) => stream_count, first: 'high' },
  speed: { of: ({ speed_down }) => speed_down, first: 'high' },
  peers: { of: ({ peers }) => peers, first: 'high' },
  cpu: { of: ({ cpu_percent }) => cpu_percent, first: 'high' },
  memory: { of: ({ memory_bytes }) => memory_bytes, first: 'high' },
  uptime: { of: ({ uptime_24h }) => uptime_24h, first: 'low' },
  latency: { of: ({ probe_latency_ms }) => probe_latency_ms, first: 'high' },
  failures: { of: missedChecks, first: 'high' },
  used: { of: ({ last_stream_usage }) => last_stream_usage, first: 'high' },
  checked: { of: ({ last_health_check }) => last_health_check, first: 'high' },
}

const matches = (engine: Engine, { text, health, use }: EngineFilter, wanted: string): boolean =>
  (health === 'all' || engine.health_status === health) &&
  (use === 'all' || (use === 'busy') === engine.stream_count > 0) &&
  (text === '' || `${engineName(engine)} ${engine.host}:${engine.port}`.toLowerCase().includes(wanted))

/** The engines that the filter lets through, in its order. */
export function listEngines(engines: readonly Engine[], filter: EngineFilter): readonly Engine[] {
  const wanted = filter.text.trim().toLowerCase()
  const named = engines.filter((engine) => matches(engine, filter, wanted)).toSorted(compareEngines)
  if (filter.order?.by === 'name') return filter.order.turned ? named.toReversed() : named
  return ranked(named, ENGINE_RANKINGS, filter.order)
}

/** An engine as a line of a CSV. */
export const ENGINE_CELLS: Readonly<Record<string, (engine: Engine) => Cell>> = {
  name: engineName,
  address: ({ host, port }) => `${host}:${port}`,
  state: ({ state }) => state,
  health: ({ health_status }) => health_status,
  reason: ({ health_reason }) => health_reason,
  streams: ({ stream_count }) => stream_count,
  max_streams: ({ max_streams }) => max_streams,
  speed_down_kib_s: ({ speed_down }) => speed_down,
  speed_up_kib_s: ({ speed_up }) => speed_up,
  peers: ({ peers }) => peers,
  cpu_percent: ({ cpu_percent }) => cpu_percent,
  memory_bytes: ({ memory_bytes }) => memory_bytes,
  uptime_24h: ({ uptime_24h }) => uptime_24h,
  latency_ms: ({ probe_latency_ms }) => probe_latency_ms,
  missed_checks: missedChecks,
  last_used: ({ last_stream_usage }) => last_stream_usage,
  last_check: ({ last_health_check }) => last_health_check,
  version: ({ version }) => version,
  container_id: ({ container_id }) => container_id,
}
