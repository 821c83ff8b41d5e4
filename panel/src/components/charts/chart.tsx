// components/charts/: charts, sparklines and check bars, and the arithmetic behind them.

import { type ReactNode, Suspense } from 'react'
import { useI18n } from '../../i18n/use-i18n.ts'
import { part } from '../../platform/part.ts'
import { cx } from '../cx.ts'
import { ErrorBoundary } from '../states/error-boundary.tsx'
import { Skeleton } from '../states/states.tsx'
import type { ChartMark, ChartSeries, TimeChartProps } from './time-chart.tsx'

const TimeChart = part(() => import('./time-chart.tsx'))

const LINE: Record<string, string> = {
  '--series-down': 'border-down',
  '--series-up': 'border-up',
  '--series-peers': 'border-peers',
  '--good': 'border-good',
  '--bad': 'border-bad',
}

function Legend({ series }: { series: readonly ChartSeries[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {series.map(({ name, color, axis }) => (
        <li key={name} className="inline-flex items-center gap-1.5">
          <i className={cx('w-4 border-t-2', axis === 'right' && 'border-dashed', LINE[color])} />
          {name}
        </li>
      ))}
    </ul>
  )
}

const MOST_MARKS = 4
const MARK_TONES = { critical: 'bg-bad', warning: 'bg-warn', info: 'bg-idle' } as const

/** What is marked on the time axis, in words. */
function Marks({ marks }: { marks: readonly ChartMark[] }) {
  const { t, f } = useI18n()
  if (marks.length === 0) return null
  return (
    <ul aria-label={t.charts.incidents} className="mt-2 flex flex-col gap-1 text-xs text-muted">
      {marks.slice(0, MOST_MARKS).map(({ fromMs, severity, text }) => (
        <li key={`${fromMs}${text}`} className="foreign flex min-w-0 items-baseline gap-2">
          <i className={cx('h-1 w-3 shrink-0 -translate-y-0.5', MARK_TONES[severity])} />
          <span className="shrink-0">{f.dateTime(fromMs)}</span>
          <span className="min-w-0 text-ink">{text}</span>
        </li>
      ))}
      {marks.length > MOST_MARKS && <li>{t.words.more(marks.length - MOST_MARKS)}</li>}
    </ul>
  )
}

export interface ChartBoxProps extends TimeChartProps {
  readonly empty: ReactNode
  /** Beside the legend: what chooses the chart's window. */
  readonly choice?: ReactNode
  /** In the place of the drawing while there is nothing to draw from. */
  readonly instead?: ReactNode
}

/** A chart with its legend; the drawing itself is fetched when one is first shown, without moving anything. */
export function ChartBox({ empty, choice, instead, ...props }: ChartBoxProps) {
  const blank = props.series.every(({ points }) => points.every(({ y }) => y === null))
  return (
    <div>
      <div className="flex flex-wrap-reverse items-center justify-between gap-x-4 gap-y-3">
        <Legend series={props.series} />
        {choice}
      </div>
      <div className="relative mt-3 h-64 sm:h-80">
        {instead ? (
          instead
        ) : blank ? (
          <div className="flex h-full items-center justify-center rounded-lg bg-sunken text-muted">
            {empty}
          </div>
        ) : (
          <ErrorBoundary>
            <Suspense fallback={<Skeleton className="size-full" />}>
              <TimeChart {...props} />
            </Suspense>
          </ErrorBoundary>
        )}
      </div>
      <Marks marks={props.marks ?? []} />
    </div>
  )
}
