// features/engines/list/: engines as cards, table and map; filter and order.

import type { Engine } from '../../../fleet/model.ts'
import { compareEngines, engineName } from '../../../fleet/names.ts'

export const SORTS = ['name', 'health', 'streams', 'speed', 'used'] as const
export type EngineSort = (typeof SORTS)[number]
export const HEALTHS = ['healthy', 'unhealthy', 'unknown'] as const
export const USES = ['busy', 'idle'] as const

export interface EngineFilter {
  readonly text: string
  readonly health: (typeof HEALTHS)[number] | 'all'
  readonly use: (typeof USES)[number] | 'all'
  readonly sort: EngineSort
}

type Params = Readonly<Record<string, string>>

/** The filter as the address holds it; anything unknown means all. */
export const readFilter = (params: Params): EngineFilter => ({
  text: params['q'] ?? '',
  health: HEALTHS.find((word) => word === params['health']) ?? 'all',
  use: USES.find((word) => word === params['use']) ?? 'all',
  sort: SORTS.find((word) => word === params['sort']) ?? 'name',
})

const HEALTH_ORDER = { unhealthy: 0, unknown: 1, healthy: 2 }
const ORDERS: Record<EngineSort, (a: Engine, b: Engine) => number> = {
  name: compareEngines,
  health: (a, b) => HEALTH_ORDER[a.health_status] - HEALTH_ORDER[b.health_status] || compareEngines(a, b),
  streams: (a, b) => b.stream_count - a.stream_count || compareEngines(a, b),
  speed: (a, b) => (b.speed_down ?? -1) - (a.speed_down ?? -1) || compareEngines(a, b),
  used: (a, b) =>
    (b.last_stream_usage ?? '').localeCompare(a.last_stream_usage ?? '') || compareEngines(a, b),
}

const matches = (engine: Engine, { text, health, use }: EngineFilter, wanted: string): boolean =>
  (health === 'all' || engine.health_status === health) &&
  (use === 'all' || (use === 'busy') === engine.stream_count > 0) &&
  (text === '' || `${engineName(engine)} ${engine.host}:${engine.port}`.toLowerCase().includes(wanted))

/** The engines that the filter lets through, in its order. */
export function listEngines(engines: readonly Engine[], filter: EngineFilter): Engine[] {
  const wanted = filter.text.trim().toLowerCase()
  return engines.filter((engine) => matches(engine, filter, wanted)).toSorted(ORDERS[filter.sort])
}
