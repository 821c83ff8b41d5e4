import type { HistoryMetric, HistorySeries, HistoryWindow } from '@acestream-orchestrator/contract/status'
import { ago } from './clock.ts'
import type { World } from './world.ts'

const SECONDS: Record<HistoryWindow, number> = {
  '5m': 300,
  '1h': 3_600,
  '6h': 21_600,
  '24h': 86_400,
  '7d': 604_800,
  '30d': 2_592_000,
}
const STEPS = 120

const wave = (level: number) =>
  Array.from({ length: STEPS }, (_, step) =>
    step > 60 && step < 66 ? null : Math.max(0, level * (1 + 0.2 * Math.sin(step / 9))),
  )

const whole = (level: number) => wave(level).map((value) => (value === null ? null : Math.round(value)))

/** A fleet series with a gap in it. */
export function historyOf(world: World, metric: HistoryMetric, window: HistoryWindow): HistorySeries {
  const started = world.streams.filter((stream) => stream.status === 'started')
  const sum = (read: (stream: (typeof started)[number]) => number | null) =>
    started.reduce((total, stream) => total + (read(stream) ?? 0), 0)
  const healthy = world.engines.filter((engine) => engine.health_status === 'healthy').length
  const flat = (value: number) => Array.from({ length: STEPS }, () => value)
  const series: Record<HistoryMetric, HistorySeries['series']> = {
    streams: { active: whole(started.length), stalled: whole(0) },
    viewers: { viewers: whole(sum((stream) => stream.viewers)) },
    engines: { healthy: flat(healthy), unhealthy: flat(world.engines.length - healthy), unknown: flat(0) },
    speed: { down: wave(sum((stream) => stream.speed_down)), up: wave(sum((stream) => stream.speed_up)) },
  }
  const step = SECONDS[window] / STEPS
  return {
    metric,
    window,
    step_s: step,
    ts: Array.from({ length: STEPS }, (_, index) => ago((STEPS - index) * step)),
    series: series[metric],
  }
}
