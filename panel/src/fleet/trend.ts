import type { World } from './model.ts'

/** What the key figures were at one moment, for their small lines. */
export interface TrendPoint {
  readonly atMs: number
  readonly engines: number
  readonly healthy: number
  readonly streams: number
  /** 1 connected, 0 not, `null` where there is no VPN. */
  readonly vpn: number | null
  /** KB/s, all streams together. */
  readonly down: number
  /** Seconds since the update before. */
  readonly pauseS: number | null
}

export type Trend = readonly TrendPoint[]

const LENGTH = 60
const LEAST_STEP_MS = 4_000

/** Appends the present when the last point is old enough; otherwise the same trend comes back. */
export function extendTrend(trend: Trend, world: World, nowMs: number): Trend {
  const last = trend.at(-1)
  if (world.engines === null || (last !== undefined && nowMs - last.atMs < LEAST_STEP_MS)) return trend
  const point: TrendPoint = {
    atMs: nowMs,
    engines: world.engines.length,
    healthy: world.engines.filter((engine) => engine.health_status === 'healthy').length,
    streams: (world.streams ?? []).filter((stream) => stream.status === 'started').length,
    vpn: world.vpn?.enabled ? Number(world.vpn.connected === true) : null,
    down: (world.streams ?? []).reduce((sum, stream) => sum + (stream.speed_down ?? 0), 0),
    pauseS: last === undefined ? null : (nowMs - last.atMs) / 1000,
  }
  return [...trend.slice(1 - LENGTH), point]
}
