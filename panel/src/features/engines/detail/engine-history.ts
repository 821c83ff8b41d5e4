import { useQuery } from '@tanstack/react-query'
import { boundsOf, type Range } from '../../../components/charts/range.ts'
import { serverNow } from '../../../platform/clock.ts'
import { fetchHealth } from '../api.ts'

const REFETCH_MS = 30_000

/** The stored checks of one engine over a window, and its uptime. */
export function useHealthHistory(id: string, range: Range) {
  return useQuery({
    queryKey: ['engine-health', id, range],
    queryFn: ({ signal }) => fetchHealth(id, new Date(boundsOf(range, serverNow()).fromMs), signal),
    refetchInterval: 'fromMs' in range ? false : REFETCH_MS,
  })
}
