import { memo } from 'react'
import { Ago, Lasting } from '../../components/ago.tsx'
import { moveByArrows } from '../../components/arrow-keys.ts'
import { VIRTUAL_FROM, VirtualRows } from '../../components/virtual-rows.tsx'
import { cx } from '../../lib/cx.ts'
import { useI18n } from '../../lib/i18n/use-i18n.ts'
import type { Stream } from '../../lib/model.ts'
import { streamHref, streamName } from '../../lib/names.ts'
import { endReasonWord } from './stream-list.ts'

const ROW_PX = 48

const Row = memo(function Row({ stream }: { stream: Stream }) {
  const { t, f } = useI18n()
  const none = t.words.noValue
  const speed = (value: number | null) => (value === null ? none : f.speed(value))
  return (
    <tr data-stream={stream.id} className="h-12 border-t border-line hover:bg-hover">
      <td className="truncate pr-3 pl-4">
        <a
          href={streamHref(stream.id)}
          data-item
          title={streamName(stream)}
          className="font-medium hover:underline"
        >
          <bdi>{streamName(stream)}</bdi>
        </a>
      </td>
      <td className="truncate pr-3" title={stream.end_reason ?? undefined}>
        {endReasonWord(stream.end_reason, t.stream.endReason) ?? none}
      </td>
      <td className="max-md:hidden">{stream.container_name ?? stream.container_id.slice(0, 12)}</td>
      <td>
        <Lasting from={stream.started_at} until={stream.ended_at} />
      </td>
      <td className="max-md:hidden">{speed(stream.avg_speed_down)}</td>
      <td className="max-lg:hidden">{speed(stream.peak_speed_down)}</td>
      <td className="max-lg:hidden">{stream.peak_peers === null ? none : f.number(stream.peak_peers)}</td>
      <td className="pr-4 text-right max-sm:hidden">
        <Ago at={stream.ended_at} />
      </td>
    </tr>
  )
})

/** Streams that ended in the last day: how long, how fast, and why they ended. */
export function EndedTable({ streams }: { streams: readonly Stream[] }) {
  const { t } = useI18n()
  const words = t.stream.columns
  const columns: readonly [string, string][] = [
    [words.title, 'w-auto pl-4'],
    [words.reason, 'w-52 max-sm:w-28'],
    [words.engine, 'w-32 max-md:hidden'],
    [words.duration, 'w-24 max-sm:w-18'],
    [t.stream.averageDown, 'w-36 max-md:hidden'],
    [t.stream.peakDown, 'w-36 max-lg:hidden'],
    [t.stream.peakPeers, 'w-24 max-lg:hidden'],
    [words.ended, 'w-24 pr-4 text-right max-sm:hidden'],
  ]
  const row = (index: number) => {
    const stream = streams[index]
    return stream && <Row key={stream.id} stream={stream} />
  }
  return (
    <table
      className="w-full table-fixed text-[0.8125rem]"
      onKeyDown={moveByArrows}
      aria-label={t.stream.tabs.ended}
    >
      <thead className="text-left text-xs text-muted">
        <tr className="h-9">
          {columns.map(([name, className]) => (
            <th key={name} scope="col" className={cx('truncate font-medium', className)}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {streams.length <= VIRTUAL_FROM ? (
          streams.map((_, index) => row(index))
        ) : (
          <VirtualRows
            count={streams.length}
            size={ROW_PX}
            spacer={(height, ref) => (
              <tr aria-hidden ref={ref as React.Ref<HTMLTableRowElement>} style={{ height }} />
            )}
          >
            {row}
          </VirtualRows>
        )}
      </tbody>
    </table>
  )
}
