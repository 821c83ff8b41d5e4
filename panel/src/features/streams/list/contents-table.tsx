import type { ContentSummary } from '@acestream-orchestrator/contract/stream'
import { useQuery } from '@tanstack/react-query'
import { Library } from 'lucide-react'
import { Ago } from '../../../components/ago.tsx'
import { ListTable } from '../../../components/lists/list-table.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../../components/states/states.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { fetchContents } from '../api.ts'

const REFETCH_MS = 60_000
const ROW_PX = 48

function Row({ content }: { content: ContentSummary }) {
  const { t, f } = useI18n()
  const none = t.words.noValue
  const name = content.title ?? content.key
  const first = content.median_time_to_first_data_ms
  return (
    <tr className="h-12 border-t border-line hover:bg-hover">
      <td className="truncate pr-3 pl-4 font-medium" title={`${name}\n${content.key}`}>
        <bdi>{name}</bdi>
      </td>
      <td>{f.number(content.plays)}</td>
      <td className="max-sm:hidden">
        {content.median_speed_down === null ? none : f.speed(content.median_speed_down)}
      </td>
      <td className="max-lg:hidden">{content.best_peers === null ? none : f.number(content.best_peers)}</td>
      <td className="max-md:hidden">{first === null ? none : `${f.number(first / 1000, 1)} s`}</td>
      <td className="pr-4 text-right">
        <Ago at={content.last_success_at} />
      </td>
    </tr>
  )
}

const row = (content: ContentSummary) => <Row key={`${content.key_type}${content.key}`} content={content} />

/** What was played, and how well it went. */
export function ContentsTable() {
  const { t } = useI18n()
  const words = t.stream.contents
  const { data, error, refetch } = useQuery({
    queryKey: ['contents'],
    queryFn: ({ signal }) => fetchContents(signal),
    refetchInterval: REFETCH_MS,
    retry: false,
  })
  if (!data) {
    return error ? (
      <ErrorState title={words.failed} fault={faultOf(error)} onRetry={() => void refetch()} />
    ) : (
      <Skeleton className="m-4 h-48" />
    )
  }
  if (data.length === 0) return <EmptyState icon={Library} title={words.empty} hint={words.emptyHint} />
  const columns = [
    { name: t.stream.columns.title, className: 'w-auto pl-4' },
    { name: words.plays, className: 'w-28' },
    { name: words.speed, className: 'w-36 max-sm:hidden' },
    { name: words.peers, className: 'w-32 max-lg:hidden' },
    { name: words.firstData, className: 'w-32 max-md:hidden' },
    { name: words.lastSuccess, className: 'w-28 pr-4 text-right' },
  ]
  return <ListTable label={words.title} columns={columns} items={data} rowPx={ROW_PX} row={row} />
}
