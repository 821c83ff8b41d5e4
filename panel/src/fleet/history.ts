import type { HistoryMetric, HistorySeries, HistoryWindow } from '@acestream-orchestrator/contract/status'
import { get } from '../connection/http/api.ts'
import { RequestFault } from '../connection/http/fault.ts'
import { asRaw, list, number, numberOrNull, textOrNull } from './reading/read.ts'

const values = (value: unknown): (number | null)[] =>
  Array.isArray(value) ? value.map((item) => numberOrNull(item)) : []

/** A fleet series; `null` where the server keeps none (older ones). */
export async function fetchHistory(
  metric: HistoryMetric,
  window: HistoryWindow,
  signal: AbortSignal,
): Promise<HistorySeries | null> {
  try {
    const raw = asRaw(await get(`/history?metric=${metric}&window=${window}`, signal))
    const series = Object.entries(asRaw(raw['series'])).map(
      ([name, points]) => [name, values(points)] as const,
    )
    return {
      metric,
      window,
      step_s: number(raw['step_s']),
      ts: list(raw['ts'], textOrNull),
      series: Object.fromEntries(series),
    }
  } catch (error) {
    if (error instanceof RequestFault && error.fault.kind === 'not_found') return null
    throw error
  }
}

/** Adds several of a history's series up, step by step; a step that one of them does not know is a gap. */
export function sumOf(history: HistorySeries, names: readonly string[]): (number | null)[] {
  const chosen = names.map((name) => history.series[name]).filter((series) => series !== undefined)
  return history.ts.map((_, step) => {
    const known = chosen.map((series) => series[step] ?? null).filter((value) => value !== null)
    const whole = known.length > 0 && known.length === chosen.length
    return whole ? known.reduce((sum, value) => sum + value, 0) : null
  })
}
