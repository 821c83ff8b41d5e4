import { useQuery } from '@tanstack/react-query'
import { type ChartWindow, WINDOW_MS } from '../../../components/charts/chart-ticks.ts'
import { serverNow } from '../../../platform/clock.ts'
import { fetchHealth } from '../api.ts'

const REFETCH_MS = 30_000

/** The stored checks of one engine over a window, and its uptime. */
export function useHealthHistory(id: string, window: ChartWindow) {
  return useQuery({
    queryKey: ['engine-health', id, window],
    queryFn: ({ signal }) => fetchHealth(id, new Date(serverNow() - WINDOW_MS[window]), signal),
    refetchInterval: REFETCH_MS,
  })
}
