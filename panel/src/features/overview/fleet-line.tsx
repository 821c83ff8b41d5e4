import type { HistoryMetric } from '@acestream-orchestrator/contract/status'
import { useQuery } from '@tanstack/react-query'
import { Sparkline } from '../../components/charts/sparkline.tsx'
import { isOutOfReach } from '../../connection/connection-state.ts'
import { fetchHistory, sumOf } from '../../fleet/history.ts'
import { useConnection, useTrend } from '../../fleet/live-store.ts'
import type { TrendPoint } from '../../fleet/trend.ts'
import { useLater } from '../../platform/use-later.ts'

const REFETCH_MS = 60_000
/** Fewer known steps than this make no line. */
const LEAST_KNOWN = 3

/**
 * The last hour of a fleet figure where the server keeps it, else what this page has seen since it was opened. It begins
 * with the first that is known: a young history fills its line.
 */
function useFleetLine(
  metric: HistoryMetric,
  names: readonly string[],
  ofPoint: (point: TrendPoint) => number | null,
): (number | null)[] {
  const { older, phase } = useConnection()
  const trend = useTrend()
  const { data } = useQuery({
    queryKey: ['history', metric, '1h'],
    queryFn: ({ signal }) => fetchHistory(metric, '1h', signal),
    enabled: older === false && !isOutOfReach(phase),
    refetchInterval: REFETCH_MS,
    staleTime: REFETCH_MS,
    retry: false,
  })
  const past = data ? sumOf(data, names) : []
  const line = past.filter((value) => value !== null).length >= LEAST_KNOWN ? past : trend.map(ofPoint)
  return line.slice(
    Math.max(
      0,
      line.findIndex((value) => value !== null),
    ),
  )
}

interface FleetLineProps {
  readonly metric: HistoryMetric
  readonly names: readonly string[]
  readonly ofPoint: (point: TrendPoint) => number | null
  readonly className: string
}

function Line({ metric, names, ofPoint, className }: FleetLineProps) {
  return <Sparkline values={useFleetLine(metric, names, ofPoint)} className={className} />
}

/** The line once the fleet is drawn: its history can wait. */
export function FleetLine(props: FleetLineProps) {
  return useLater(true, false) && <Line {...props} />
}
