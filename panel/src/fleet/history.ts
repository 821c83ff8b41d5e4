import type { HistoryMetric, HistorySeries, HistoryWindow } from '@acestream-orchestrator/contract/status'
import { get } from '../connection/http/api.ts'
import { RequestFault } from '../connection/http/fault.ts'
import { readAs } from './reading/read-as.ts'
import { historyShape } from './reading/shapes.ts'

/** A fleet series; `null` where the server keeps none (older ones). */
export async function fetchHistory(
  metric: HistoryMetric,
  span: HistoryWindow | { readonly fromMs: number; readonly toMs: number },
  signal: AbortSignal,
): Promise<HistorySeries | null> {
  try {
    const query =
      typeof span === 'string'
        ? `window=${span}`
        : `from=${new Date(span.fromMs).toISOString()}&to=${new Date(span.toMs).toISOString()}`
    const window = typeof span === 'string' ? span : null
    return readAs(historyShape, await get(`/history?metric=${metric}&${query}`, signal), { metric, window })
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
