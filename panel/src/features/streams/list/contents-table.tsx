import type { ContentSummary } from '@acestream-orchestrator/contract/stream'
import { useQuery } from '@tanstack/react-query'
import { Library } from 'lucide-react'
import { useMemo } from 'react'
import { Ago } from '../../../components/ago.tsx'
import { cx } from '../../../components/cx.ts'
import { ListTable } from '../../../components/lists/list-table.tsx'
import { type Rankings, ranked, readOrder } from '../../../components/lists/ranking.ts'
import { EmptyState, ErrorState, Skeleton } from '../../../components/states/states.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import { useStreams } from '../../../fleet/live-store.ts'
import type { Stream } from '../../../fleet/model.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { formatHash } from '../../../routing/route.ts'
import { useRoute } from '../../../routing/use-route.ts'
import { fetchContents } from '../api.ts'

const REFETCH_MS = 60_000
const ROW_PX = 48

/** A channel, and how many of its plays of the last day got data. */
interface Channel extends ContentSummary {
  readonly recent: { readonly plays: number; readonly started: number } | null
}

/** The share of its recent plays that started; `null` without any. */
const successOf = ({ recent }: Channel): number | null =>
  recent === null ? null : recent.started / recent.plays

const nameOf = ({ title, key }: ContentSummary): string => title ?? key

const RANKINGS: Rankings<Channel> = {
  title: { of: (channel) => nameOf(channel).toLowerCase(), first: 'low' },
  plays: { of: ({ plays }) => plays, first: 'high' },
  success: { of: successOf, first: 'low' },
  speed: { of: ({ median_speed_down }) => median_speed_down, first: 'high' },
  peers: { of: ({ best_peers }) => best_peers, first: 'high' },
  start: { of: ({ median_time_to_first_data_ms }) => median_time_to_first_data_ms, first: 'low' },
  last: { of: ({ last_success_at }) => last_success_at, first: 'high' },
}

/** The plays of the last day, by key: what the panel has of them already. */
function recentPlays(streams: readonly Stream[]): ReadonlyMap<string, Channel['recent']> {
  const plays = new Map<string, { plays: number; started: number }>()
  for (const { key, phase, time_to_first_data_ms: firstData } of streams) {
    // What has not had the time to start says nothing yet.
    if (phase === 'starting') continue
    const before = plays.get(key) ?? { plays: 0, started: 0 }
    plays.set(key, { plays: before.plays + 1, started: before.started + (firstData === null ? 0 : 1) })
  }
  return plays
}

function Row({ channel }: { channel: Channel }) {
  const { t, f } = useI18n()
  const none = t.words.noValue
  const first = channel.median_time_to_first_data_ms
  const success = successOf(channel)
  const href = formatHash({ section: 'streams', params: { tab: 'ended', q: channel.key } })
  return (
    <tr className="h-12 border-t border-line hover:bg-hover">
      <td className="pr-3 pl-4">
        <a
          href={href}
          data-item
          title={`${nameOf(channel)}\n${channel.key}`}
          className="block truncate font-medium hover:underline"
        >
          <bdi>{nameOf(channel)}</bdi>
        </a>
      </td>
      <td>{f.number(channel.plays)}</td>
      <td className={cx('max-lg:hidden', success !== null && success < 0.5 && 'text-bad')}>
        {channel.recent === null || success === null
          ? none
          : `${f.percent(success)} (${t.words.of(f.number(channel.recent.started), f.number(channel.recent.plays))})`}
      </td>
      <td className="max-lg:hidden">{first === null ? none : `${f.number(first / 1000, 1)} s`}</td>
      <td className="max-sm:hidden">
        {channel.median_speed_down === null ? none : f.speed(channel.median_speed_down)}
      </td>
      <td className="max-xl:hidden">{channel.best_peers === null ? none : f.number(channel.best_peers)}</td>
      <td className="pr-4 text-right">
        <Ago at={channel.last_success_at} />
      </td>
    </tr>
  )
}

const row = (channel: Channel) => <Row key={`${channel.key_type}${channel.key}`} channel={channel} />

/** The channels with their recent plays, in the order that the address holds. */
function useChannels(contents: readonly ContentSummary[]): readonly Channel[] {
  const streams = useStreams()
  const order = useRoute().params['sort']
  return useMemo(() => {
    const recent = recentPlays(streams ?? [])
    const channels = contents.map((content) => ({ ...content, recent: recent.get(content.key) ?? null }))
    return ranked(channels, RANKINGS, readOrder(order))
  }, [contents, streams, order])
}

function Channels({ contents }: { contents: readonly ContentSummary[] }) {
  const { t } = useI18n()
  const words = t.stream.contents
  const channels = useChannels(contents)
  const by = (name: string) => ({ by: name, first: RANKINGS[name]?.first ?? 'low' })
  const columns = [
    { name: t.stream.columns.title, className: 'w-auto pl-4', sort: by('title') },
    { name: words.plays, className: 'w-28', sort: by('plays') },
    { name: words.success, className: 'w-40 max-lg:hidden', sort: by('success') },
    { name: words.firstData, className: 'w-32 max-lg:hidden', sort: by('start') },
    { name: words.speed, className: 'w-36 max-sm:hidden', sort: by('speed') },
    { name: words.peers, className: 'w-32 max-xl:hidden', sort: by('peers') },
    { name: words.lastSuccess, className: 'w-32 pr-4 text-right max-sm:w-29', sort: by('last') },
  ]
  return <ListTable label={words.title} columns={columns} items={channels} rowPx={ROW_PX} row={row} />
}

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
  return <Channels contents={data} />
}
