import type { HistoryMetric, HistorySeries } from '@acestream-orchestrator/contract/status'
import { useQuery } from '@tanstack/react-query'
import { ChartNoAxesCombined } from 'lucide-react'
import type { ReactNode } from 'react'
import { ChartBox } from '../../components/charts/chart.tsx'
import {
  CHART_WINDOWS,
  type ChartWindow,
  readWindow,
  WINDOW_MS,
} from '../../components/charts/chart-ticks.ts'
import { type Point, withGaps } from '../../components/charts/gaps.ts'
import { Segmented } from '../../components/fields.tsx'
import { EmptyState, ErrorState, RetryLine, Skeleton } from '../../components/states/states.tsx'
import { faultOf } from '../../connection/http/fault.ts'
import { fetchHistory, sumOf } from '../../fleet/history.ts'
import { megabytesPerSecond, speedDigits, timeOf } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { serverNow } from '../../platform/clock.ts'
import { replaceParams, useRoute } from '../../routing/use-route.ts'

const REFETCH_MS: Record<ChartWindow, number> = { '5m': 5_000, '1h': 30_000, '6h': 60_000, '24h': 60_000 }

const useHistory = (metric: HistoryMetric, window: ChartWindow) =>
  useQuery({
    queryKey: ['history', metric, window],
    queryFn: ({ signal }) => fetchHistory(metric, window, signal),
    refetchInterval: REFETCH_MS[window],
    placeholderData: (before) => before,
  })

function points(history: HistorySeries, names: readonly string[], scale: (value: number) => number): Point[] {
  const values = sumOf(history, names)
  return withGaps(
    history.ts.map((ts, step) => {
      const value = values[step] ?? null
      return { x: timeOf(ts) ?? 0, y: value === null ? null : scale(value) }
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

/** All streams together: how fast, how many, and for how many viewers. */
export function FleetCharts() {
  const { t, f } = useI18n()
  const window = readWindow(useRoute().params['window'], '1h')
  const speed = useHistory('speed', window)
  const streams = useHistory('streams', window)
  const viewers = useHistory('viewers', window)
  const now = serverNow()
  const range = { fromMs: now - WINDOW_MS[window], toMs: now, empty: t.stream.noSamples }
  return (
    <>
      <div className="mb-3 flex justify-end">
        <Segmented
          label={t.stream.window.label}
          value={window}
          choices={CHART_WINDOWS.map((value) => ({ value, label: t.stream.window[value] }))}
          onChange={(next) => replaceParams({ window: next })}
        />
      </div>
      <div className="grid gap-grid xl:grid-cols-2">
        <Panel title={t.stream.fleetSpeed} query={speed}>
          {(history) => (
            <ChartBox
              {...range}
              label={t.stream.fleetSpeed}
              left={{
                title: t.charts.speedAxis,
                format: (value) => f.number(value, value === 0 ? 0 : speedDigits(value)),
              }}
              series={[
                {
                  name: t.charts.download,
                  color: '--series-down',
                  axis: 'left',
                  points: points(history, ['down'], megabytesPerSecond),
                },
                {
                  name: t.charts.upload,
                  color: '--series-up',
                  axis: 'left',
                  points: points(history, ['up'], megabytesPerSecond),
                },
              ]}
            />
          )}
        </Panel>
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
                {...range}
                label={t.stream.fleetViewers}
                left={{ title: t.charts.streams, format: (value) => f.number(value), whole: true }}
                right={{ title: t.charts.viewers, format: (value) => f.number(value), whole: true }}
                series={[
                  {
                    name: t.charts.streams,
                    color: '--series-down',
                    axis: 'left',
                    points: points(history, ['active'], same),
                  },
                  {
                    name: t.charts.viewers,
                    color: '--series-peers',
                    axis: 'right',
                    points: viewers.data ? points(viewers.data, ['viewers'], same) : [],
                  },
                ]}
              />
            </>
          )}
        </Panel>
      </div>
    </>
  )
}
