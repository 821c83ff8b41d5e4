import type { StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ChartBox } from '../../../components/charts/chart.tsx'
import {
  CHART_WINDOWS,
  type ChartWindow,
  readWindow,
  WINDOW_MS,
} from '../../../components/charts/chart-ticks.ts'
import { joinSamples, series } from '../../../components/charts/gaps.ts'
import { Segmented } from '../../../components/fields.tsx'
import { ErrorState, Skeleton } from '../../../components/states/states.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import { useTrail } from '../../../fleet/live-store.ts'
import type { Stream } from '../../../fleet/model.ts'
import { speedDigits, timeOf } from '../../../i18n/format.ts'
import { type I18n, useI18n } from '../../../i18n/use-i18n.ts'
import { serverNow } from '../../../platform/clock.ts'
import { replaceParams, useRoute } from '../../../routing/use-route.ts'
import { fetchSamples } from '../api.ts'

const REFETCH_MS = 60_000

/** The right edge of the chart: now, or the end of a stream that has ended. */
const edgeOf = (stream: Stream): number => timeOf(stream.ended_at) ?? serverNow()

function useSamples(stream: Stream, window: ChartWindow) {
  const ended = stream.status === 'ended'
  return useQuery({
    queryKey: ['samples', stream.short_id, window, ended],
    queryFn: ({ signal }) =>
      fetchSamples(stream.short_id, new Date(edgeOf(stream) - WINDOW_MS[window]), signal),
    refetchInterval: ended ? false : REFETCH_MS,
    placeholderData: (before) => before,
  })
}

function summary(samples: readonly StreamStatSnapshot[], { t, f }: I18n): string {
  const last = samples.at(-1)
  const speed = (value: number | null | undefined) => (value == null ? t.words.unknown : f.speed(value))
  return [
    t.stream.chart,
    `${t.charts.download}: ${speed(last?.speed_down)}`,
    `${t.charts.upload}: ${speed(last?.speed_up)}`,
    `${t.charts.peers}: ${last?.peers ?? t.words.unknown}`,
  ].join(', ')
}

/** Download and upload on the left axis, peers on the right, over a window that the address holds. */
export function StreamChart({ stream }: { stream: Stream }) {
  const i18n = useI18n()
  const { t, f } = i18n
  const window = readWindow(useRoute().params['window'], '5m')
  const { data, error, refetch } = useSamples(stream, window)
  const trail = useTrail(stream.short_id)
  const view = useMemo(() => {
    const toMs = Math.max(edgeOf(stream), timeOf(trail.at(-1)?.ts ?? null) ?? 0)
    const fromMs = toMs - WINDOW_MS[window]
    return { fromMs, toMs, samples: joinSamples(data ?? [], stream.status === 'ended' ? [] : trail, fromMs) }
  }, [data, trail, window, stream])
  const instead = data ? null : error ? (
    <ErrorState title={t.stream.samplesFailed} fault={faultOf(error)} onRetry={() => void refetch()} />
  ) : (
    <Skeleton className="size-full" />
  )
  return (
    <section aria-label={t.stream.chart} className="card p-card">
      <ChartBox
        label={summary(view.samples, i18n)}
        empty={t.stream.noSamples}
        instead={instead}
        fromMs={view.fromMs}
        toMs={view.toMs}
        left={{
          title: t.charts.speedAxis,
          format: (value) => f.number(value, value === 0 ? 0 : speedDigits(value)),
        }}
        right={{ title: t.charts.peersAxis, format: (value) => f.number(value), whole: true }}
        series={[
          {
            name: t.charts.download,
            color: '--series-down',
            axis: 'left',
            points: series(view.samples, 'speed_down'),
          },
          {
            name: t.charts.upload,
            color: '--series-up',
            axis: 'left',
            points: series(view.samples, 'speed_up'),
          },
          {
            name: t.charts.peers,
            color: '--series-peers',
            axis: 'right',
            points: series(view.samples, 'peers'),
          },
        ]}
        choice={
          <Segmented
            label={t.stream.window.label}
            value={window}
            choices={CHART_WINDOWS.map((value) => ({ value, label: t.stream.window[value] }))}
            onChange={(next) => replaceParams({ window: next })}
          />
        }
      />
    </section>
  )
}
