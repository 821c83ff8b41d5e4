import { lazy, type ReactNode, Suspense } from 'react'
import { cx } from '../lib/cx.ts'
import { Skeleton } from './states.tsx'
import type { ChartSeries, TimeChartProps } from './time-chart.tsx'

const TimeChart = lazy(() => import('./time-chart.tsx'))

const DOT: Record<string, string> = {
  '--series-down': 'bg-down',
  '--series-up': 'bg-up',
  '--series-peers': 'bg-peers',
  '--good': 'bg-good',
  '--bad': 'bg-bad',
}

function Legend({ series }: { series: readonly ChartSeries[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {series.map(({ name, color, axis }) => (
        <li key={name} className="inline-flex items-center gap-1.5">
          <i
            className={cx(
              'h-0.5 w-4 rounded-full',
              DOT[color],
              axis === 'right' && 'w-1.5 shadow-[8px_0_0_currentColor]',
            )}
          />
          {name}
        </li>
      ))}
    </ul>
  )
}

/** A chart with its legend; the drawing itself is fetched when one is first shown, without moving anything. */
export function ChartBox({ empty, ...props }: TimeChartProps & { empty: ReactNode }) {
  const blank = props.series.every(({ points }) => points.every(({ y }) => y === null))
  return (
    <div>
      <Legend series={props.series} />
      <div className="relative mt-3 h-64 sm:h-80">
        {blank ? (
          <div className="flex h-full items-center justify-center rounded-lg bg-sunken text-muted">
            {empty}
          </div>
        ) : (
          <Suspense fallback={<Skeleton className="size-full" />}>
            <TimeChart {...props} />
          </Suspense>
        )}
      </div>
    </div>
  )
}
