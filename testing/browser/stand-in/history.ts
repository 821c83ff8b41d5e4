import type { HistoryMetric, HistorySeries, HistoryWindow } from '@acestream-orchestrator/contract/status'
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

/** A window up to now, or a range of its own. */
export interface Asked {
  readonly window: HistoryWindow | null
  readonly from: string | null
  readonly to: string | null
}

function stepsOf({ window, from, to }: Asked): { stepS: number; ts: string[] } {
  const endMs = from === null ? Date.now() : Date.parse(to ?? '') || Date.now()
  const lengthS = from === null ? SECONDS[window ?? '1h'] : (endMs - Date.parse(from)) / 1000
  const stepS = lengthS / STEPS
  const at = (index: number) => new Date(endMs - (STEPS - index) * stepS * 1000).toISOString()
  return { stepS, ts: Array.from({ length: STEPS }, (_, index) => at(index)) }
}

const scaled = (series: HistorySeries['series'], by: number): HistorySeries['series'] =>
  Object.fromEntries(
    Object.entries(series).map(([name, values]) => [
      name,
      values.map((value) => (value === null ? null : value * by)),
    ]),
  )

/** A fleet series with a gap in it. */
export function historyOf(world: World, metric: HistoryMetric, asked: Asked): HistorySeries {
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
  const { stepS, ts } = stepsOf(asked)
  return {
    metric,
    window: asked.from === null ? asked.window : null,
    step_s: stepS,
    ts,
    series: series[metric],
    min: scaled(series[metric], 0.6),
    max: scaled(series[metric], 1.5),
  }
}
