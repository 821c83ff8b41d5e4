import { ArrowDown, ArrowUp } from 'lucide-react'
import { cx } from '../../../components/cx.ts'
import { useStreams } from '../../../fleet/live-store.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { FleetLine } from '../fleet-line.tsx'

const DOWN = ['down']

/** The total of one direction over all streams. Its width stays while the number changes. */
function Speed({ of }: { of: 'speed_down' | 'speed_up' }) {
  const { t, f } = useI18n()
  const total = (useStreams() ?? [])
    .filter((stream) => stream.status === 'started')
    .reduce((sum, stream) => sum + (stream[of] ?? 0), 0)
  const [name, Icon, color] =
    of === 'speed_down'
      ? ([t.charts.download, ArrowDown, 'text-down'] as const)
      : ([t.charts.upload, ArrowUp, 'text-up'] as const)
  return (
    <div className="flex items-center gap-1.5 lg:min-w-24 lg:flex-col lg:items-end lg:gap-0">
      <dt className="inline-flex items-center gap-1 text-xs text-muted">
        <Icon size={13} aria-hidden className={color} />
        <span className="max-[24rem]:sr-only">{name}</span>
      </dt>
      <dd className="font-semibold whitespace-nowrap lg:text-base">{f.speed(total)}</dd>
    </div>
  )
}

/** How much comes in and goes out, and the last hour of what came in: the pulse of the whole fleet. */
export function Pulse({ className }: { className: string }) {
  return (
    <div className={cx('flex min-w-0 items-center gap-6', className)}>
      <span className="h-10 w-56 text-down opacity-80 max-lg:hidden 2xl:w-80">
        <FleetLine metric="speed" names={DOWN} ofPoint={({ down }) => down} className="h-10" />
      </span>
      <dl className="flex flex-wrap gap-x-4 gap-y-0.5 text-[0.8125rem] lg:flex-nowrap lg:gap-x-2">
        <Speed of="speed_down" />
        <Speed of="speed_up" />
      </dl>
    </div>
  )
}
