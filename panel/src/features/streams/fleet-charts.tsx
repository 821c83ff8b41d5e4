import type { HistoryMetric, HistorySeries } from '@acestream-orchestrator/contract/status'
import { useQuery } from '@tanstack/react-query'
import { ChartNoAxesCombined } from 'lucide-react'
import type { ReactNode } from 'react'
import { ChartBox, type ChartBoxProps } from '../../components/charts/chart.tsx'
import { type Point, withGaps } from '../../components/charts/gaps.ts'
import { boundsOf, type Range, type RangeName } from '../../components/charts/range.ts'
import { RangeControl, useRange } from '../../components/charts/range-control.tsx'
import { EmptyState, ErrorState, RetryLine, Skeleton } from '../../components/states/states.tsx'
import { faultOf } from '../../connection/http/fault.ts'
import { fetchHistory } from '../../fleet/history.ts'
import { megabytesPerSecond, speedDigits, timeOf } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { serverNow } from '../../platform/clock.ts'
import { useIncidentMarks } from '../incidents/use-incident-marks.ts'

/** How often each range is read again, in ms; false: its past no longer changes. */
const REFETCH_MS: { readonly [N in RangeName]: number | false } = {
  '5m': 5_000,
  '1h': 30_000,
  '6h': 60_000,
  '24h': 60_000,
  '7d': 300_000,
  '30d': 300_000,
  evening: false,
  own: false,
}

const useHistory = (metric: HistoryMetric, range: Range) =>
  useQuery({
    queryKey: ['history', metric, range],
    queryFn: ({ signal }) => fetchHistory(metric, 'fromMs' in range ? range : range.name, signal),
    refetchInterval: REFETCH_MS[range.name],
    placeholderData: (before) => before,
  })

/** One line of a history; where its steps are averages of more than one reading, each has its spread. */
function points(history: HistorySeries, name: string, scale: (value: number) => number): Point[] {
  const at = (of: HistorySeries['min'], step: number) => of?.[name]?.[step] ?? null
  return withGaps(
    history.ts.map((ts, step) => {
      const [value, least, most] = [history.series, history.min, history.max].map((of) => at(of, step))
      const point = { x: timeOf(ts) ?? 0, y: value == null ? null : scale(value) }
      return least == null || most == null || least === most
        ? point
        : { ...point, spread: [scale(least), scale(most)] }
    }),
  )
}

function Panel({
  title,
  query,
  children,
}: {
  title: string
  query: ReturnType<typeof useHistory>
  children: (history: HistorySeries) => ReactNode
}) {
  const { t } = useI18n()
  const { data, error, refetch } = query
  return (
    <section className="card p-card">
      <h2 className="mb-2 font-semibold">{title}</h2>
      {data ? (
        children(data)
      ) : data === null ? (
        <EmptyState icon={ChartNoAxesCombined} title={t.stream.noHistory} hint={t.stream.noHistoryHint} />
      ) : error ? (
        <ErrorState title={t.stream.samplesFailed} fault={faultOf(error)} onRetry={() => void refetch()} />
      ) : (
        <Skeleton className="h-80" />
      )}
    </section>
  )
}

const same = (value: number) => value

type Query = ReturnType<typeof useHistory>
/** What both charts show of the time. */
type Shown = Pick<ChartBoxProps, 'fromMs' | 'toMs' | 'marks' | 'empty'>

function Speeds({ query, shown }: { query: Query; shown: Shown }) {
  const { t, f } = useI18n()
  const line = (history: HistorySeries, name: string) => points(history, name, megabytesPerSecond)
  const format = (value: number) => f.number(value, value === 0 ? 0 : speedDigits(value))
  return (
    <Panel title={t.stream.fleetSpeed} query={query}>
      {(history) => (
        <ChartBox
          {...shown}
          label={t.stream.fleetSpeed}
          left={{ title: t.charts.speedAxis, format }}
          series={[
            { name: t.charts.download, color: '--series-down', axis: 'left', points: line(history, 'down') },
            { name: t.charts.upload, color: '--series-up', axis: 'left', points: line(history, 'up') },
          ]}
        />
      )}
    </Panel>
  )
}

function Audience({ streams, viewers, shown }: { streams: Query; viewers: Query; shown: Shown }) {
  const { t, f } = useI18n()
  const axis = (title: string) => ({ title, format: (value: number) => f.number(value), whole: true })
  return (
    <Panel title={t.stream.fleetViewers} query={streams}>
      {(history) => (
        <>
          {viewers.error && !viewers.data && (
            <RetryLine
              what={t.stream.viewersFailed}
              fault={faultOf(viewers.error)}
              onRetry={() => void viewers.refetch()}
              className="mb-3"
            />
          )}
          <ChartBox
            {...shown}
            label={t.stream.fleetViewers}
            left={axis(t.charts.streams)}
            right={axis(t.charts.viewers)}
            series={[
              {
                name: t.charts.streams,
                color: '--series-down',
                axis: 'left',
                points: points(history, 'active', same),
              },
              {
                name: t.charts.viewers,
                color: '--series-peers',
                axis: 'right',
                points: viewers.data ? points(viewers.data, 'viewers', same) : [],
              },
            ]}
          />
        </>
      )}
    </Panel>
  )
}

/** All streams together: how fast, how many, and for how many viewers. */
export function FleetCharts() {
  const { t } = useI18n()
  const range = useRange('1h')
  const speed = useHistory('speed', range)
  const streams = useHistory('streams', range)
  const viewers = useHistory('viewers', range)
  const bounds = boundsOf(range, serverNow())
  const marks = useIncidentMarks(bounds, null)
  const shown = { fromMs: bounds.fromMs, toMs: bounds.toMs, marks, empty: t.stream.noSamples }
  return (
    <>
      <div className="mb-3 flex justify-end">
        <RangeControl range={range} />
      </div>
      <div className="grid gap-grid xl:grid-cols-2">
        <Speeds query={speed} shown={shown} />
        <Audience streams={streams} viewers={viewers} shown={shown} />
      </div>
    </>
  )
}
