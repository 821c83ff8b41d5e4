import type { EngineHealthHistory } from '@acestream-orchestrator/contract/engine'
import { useQuery } from '@tanstack/react-query'
import { type ChartWindow, WINDOW_MS } from '../../../components/charts/chart-ticks.ts'
import { get } from '../../../connection/http/api.ts'
import { asRaw, flag, list, numberOrNull, textOrNull } from '../../../fleet/reading/read.ts'
import { serverNow } from '../../../platform/clock.ts'

const REFETCH_MS = 30_000
/** As many as the server tells at once: a day of checks every five seconds. */
const MOST_CHECKS = 20_000

function readHistory(value: unknown): EngineHealthHistory {
  const raw = asRaw(value)
  const uptime = asRaw(raw['uptime'])
  const checks = list(raw['checks'], (item) => {
    const check = asRaw(item)
    const ts = textOrNull(check['ts'])
    if (ts === null) return null
    return {
      ts,
      ok: flag(check['ok']),
      latency_ms: numberOrNull(check['latency_ms']),
      reason: textOrNull(check['reason']),
    }
  })
  return {
    checks: checks.toSorted((a, b) => a.ts.localeCompare(b.ts)),
    uptime: { '24h': numberOrNull(uptime['24h']), '7d': numberOrNull(uptime['7d']) },
  }
}

/** The stored checks of one engine over a window, and its uptime. */
export function useHealthHistory(id: string, window: ChartWindow) {
  return useQuery({
    queryKey: ['engine-health', id, window],
    queryFn: async ({ signal }) => {
      const since = new Date(serverNow() - WINDOW_MS[window]).toISOString()
      const path = `/engines/${encodeURIComponent(id)}/health?since=${encodeURIComponent(since)}&limit=${MOST_CHECKS}`
      return readHistory(await get(path, signal))
    },
    refetchInterval: REFETCH_MS,
  })
}
