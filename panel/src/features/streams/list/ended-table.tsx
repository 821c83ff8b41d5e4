import { memo } from 'react'
import { Ago, Lasting } from '../../../components/ago.tsx'
import { Cut } from '../../../components/cut.tsx'
import { ListTable } from '../../../components/lists/list-table.tsx'
import type { Stream } from '../../../fleet/model.ts'
import { engineName, streamHref, streamName } from '../../../fleet/names.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { EndMark } from './end-mark.tsx'
import { ENDED_RANKINGS } from './stream-rankings.ts'

const ROW_PX = 48

const Row = memo(function Row({ stream }: { stream: Stream }) {
  const { t, f } = useI18n()
  const none = t.words.noValue
  const speed = (value: number | null) => (value === null ? none : f.speed(value))
  return (
    <tr data-stream={stream.id} className="h-12 border-t border-line hover:bg-hover">
      <td className="pr-3 pl-4">
        <a
          href={streamHref(stream.short_id)}
          data-item
          title={streamName(stream)}
          className="block truncate font-medium hover:underline"
        >
          <bdi>{streamName(stream)}</bdi>
        </a>
        <span className="one-line gap-x-1 text-xs text-muted sm:hidden">
          <Ago at={stream.ended_at} />
          {stream.end_reason !== null && <EndMark reason={stream.end_reason} />}
        </span>
      </td>
      <td className="truncate pr-3 max-sm:hidden" title={stream.end_reason ?? undefined}>
        <EndMark reason={stream.end_reason} />
      </td>
      <td className="pr-3 max-md:hidden">
        <Cut text={engineName(stream)} />
      </td>
      <td>
        <Lasting from={stream.started_at} until={stream.ended_at} />
      </td>
      <td className="max-lg:hidden">{speed(stream.avg_speed_down)}</td>
      <td className="max-xl:hidden">{speed(stream.peak_speed_down)}</td>
      <td className="max-xl:hidden">{stream.peak_peers === null ? none : f.number(stream.peak_peers)}</td>
      <td className="pr-4 text-right max-sm:hidden">
        <Ago at={stream.ended_at} />
      </td>
    </tr>
  )
})

const row = (stream: Stream) => <Row key={stream.short_id} stream={stream} />

/** Streams that ended in the last day: how long, how fast, and why they ended. */
export function EndedTable({ streams }: { streams: readonly Stream[] }) {
  const { t } = useI18n()
  const words = t.stream.columns
  const by = (name: string) => ({ by: name, first: ENDED_RANKINGS[name]?.first ?? 'low' })
  const columns = [
    { name: words.title, className: 'w-auto pl-4', sort: by('title') },
    { name: words.reason, className: 'w-52 max-sm:hidden', sort: by('reason') },
    { name: words.engine, className: 'w-32 max-md:hidden', sort: by('engine') },
    { name: words.duration, className: 'w-24 max-sm:w-20', sort: by('duration') },
    { name: t.stream.averageDown, className: 'w-36 max-lg:hidden', sort: by('average') },
    { name: t.stream.peakDown, className: 'w-36 max-xl:hidden', sort: by('peak') },
    { name: t.stream.peakPeers, className: 'w-24 max-xl:hidden', sort: by('peers') },
    { name: words.ended, className: 'w-24 pr-4 text-right max-sm:hidden', sort: by('ended') },
  ]
  return <ListTable label={t.stream.tabs.ended} columns={columns} items={streams} rowPx={ROW_PX} row={row} />
}
