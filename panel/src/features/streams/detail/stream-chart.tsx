import type { StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ChartBox } from '../../../components/charts/chart.tsx'
import { condensed } from '../../../components/charts/condense.ts'
import { joinSamples, type SampleField, series } from '../../../components/charts/gaps.ts'
import { boundsOf, type Range } from '../../../components/charts/range.ts'
import { RangeControl, useRange } from '../../../components/charts/range-control.tsx'
import { ErrorState, Skeleton } from '../../../components/states/states.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import { useTrail } from '../../../fleet/live-store.ts'
import type { Stream } from '../../../fleet/model.ts'
import { speedDigits, timeOf } from '../../../i18n/format.ts'
import { type I18n, useI18n } from '../../../i18n/use-i18n.ts'
import { serverNow } from '../../../platform/clock.ts'
import { useIncidentMarks } from '../../incidents/use-incident-marks.ts'
import { fetchSamples } from '../api.ts'

const REFETCH_MS = 60_000

/** The right edge of the chart: now, or the end of a stream that has ended. */
const edgeOf = (stream: Stream): number => timeOf(stream.ended_at) ?? serverNow()

function useSamples(stream: Stream, range: Range) {
  const ended = stream.status === 'ended'
  return useQuery({
    queryKey: ['samples', stream.short_id, range, ended],
    queryFn: ({ signal }) => fetchSamples(stream.short_id, boundsOf(range, edgeOf(stream)), signal),
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

/** The part of the stream's life that the range shows, as lines. */
function useView(stream: Stream, range: Range, stored: readonly StreamStatSnapshot[]) {
  const trail = useTrail(stream.short_id)
  const rangeKey = JSON.stringify(range)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another object each time, though it says the same
  return useMemo(() => {
    const edgeMs = Math.max(edgeOf(stream), timeOf(trail.at(-1)?.ts ?? null) ?? 0)
    const { fromMs, toMs } = boundsOf(range, edgeMs)
    const samples = joinSamples(stored, stream.status === 'ended' ? [] : trail, fromMs)
    const line = (field: SampleField) => condensed(series(samples, field), fromMs, toMs)
    return {
      fromMs,
      toMs,
      samples,
      lines: { down: line('speed_down'), up: line('speed_up'), peers: line('peers') },
    }
  }, [stored, trail, rangeKey, stream])
}

const NONE: readonly StreamStatSnapshot[] = []

/** Download and upload on the left axis, peers on the right, over a window that the address holds. */
export function StreamChart({ stream }: { stream: Stream }) {
  const i18n = useI18n()
  const { t, f } = i18n
  const range = useRange('5m')
  const { data, error, refetch } = useSamples(stream, range)
  const { fromMs, toMs, samples, lines } = useView(stream, range, data ?? NONE)
  const marks = useIncidentMarks(
    { fromMs, toMs },
    ({ subject, affected_streams: affected }) =>
      affected.some(({ short_id }) => short_id === stream.short_id) ||
      subject.id === stream.short_id ||
      subject.id === stream.container_id,
  )
  const instead = data ? null : error ? (
    <ErrorState title={t.stream.samplesFailed} fault={faultOf(error)} onRetry={() => void refetch()} />
  ) : (
    <Skeleton className="size-full" />
  )
  const format = (value: number) => f.number(value, value === 0 ? 0 : speedDigits(value))
  const peers = { title: t.charts.peersAxis, format: (value: number) => f.number(value), whole: true }
  return (
    <section aria-label={t.stream.chart} className="card p-card">
      <ChartBox
        label={summary(samples, i18n)}
        empty={t.stream.noSamples}
        instead={instead}
        fromMs={fromMs}
        toMs={toMs}
        marks={marks}
        left={{ title: t.charts.speedAxis, format }}
        right={peers}
        series={[
          { name: t.charts.download, color: '--series-down', axis: 'left', points: lines.down },
          { name: t.charts.upload, color: '--series-up', axis: 'left', points: lines.up },
          { name: t.charts.peers, color: '--series-peers', axis: 'right', points: lines.peers },
        ]}
        choice={<RangeControl range={range} />}
      />
    </section>
  )
}
