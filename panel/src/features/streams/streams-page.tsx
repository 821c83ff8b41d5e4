// features/streams/: the lists of streams (list/) and one stream (detail/).

import { CircleStop, MonitorPlay, SearchX, Tv } from 'lucide-react'
import { memo, useMemo } from 'react'
import { ActionNoteLine } from '../../components/actions/action-note.tsx'
import { Button } from '../../components/button.tsx'
import { openDialog } from '../../components/dialogs/open-dialog.ts'
import { FilterField } from '../../components/fields.tsx'
import { CsvButton } from '../../components/lists/csv-button.tsx'
import { ranked, readOrder } from '../../components/lists/ranking.ts'
import { SelectionBar, useSelection } from '../../components/lists/selection.tsx'
import { PageHead } from '../../components/section-card.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../components/states/states.tsx'
import { TabLinks } from '../../components/tab-links.tsx'
import { refreshNow } from '../../connection/connection.ts'
import { useConnection, useStreams } from '../../fleet/live-store.ts'
import type { Stream } from '../../fleet/model.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { useLater } from '../../platform/use-later.ts'
import { formatHash, listParams } from '../../routing/route.ts'
import { replaceParams, useRoute } from '../../routing/use-route.ts'
import { STREAMS_TARGET } from './api.ts'
import { StreamPage } from './detail/stream-page.tsx'
import { FleetCharts } from './fleet-charts.tsx'
import { ContentsTable } from './list/contents-table.tsx'
import { EndedTable } from './list/ended-table.tsx'
import { listStreams } from './list/stream-list.ts'
import { ENDED_RANKINGS, STREAM_CELLS, STREAM_RANKINGS } from './list/stream-rankings.ts'
import { StreamTable } from './list/stream-table.tsx'

const TABS = ['active', 'ended', 'all', 'contents'] as const
type Tab = (typeof TABS)[number]

function Filter() {
  const { t } = useI18n()
  const { params } = useRoute()
  return (
    <FilterField
      label={t.stream.filter}
      value={params['q'] ?? ''}
      onChange={(q) => replaceParams({ q: q || null })}
      className="w-72 max-md:min-w-0 max-md:flex-1"
    />
  )
}

function NoMatch() {
  const { t } = useI18n()
  return (
    <EmptyState icon={SearchX} title={t.stream.noMatch}>
      <Button onClick={() => replaceParams({ q: null })}>{t.engine.clearFilter}</Button>
    </EmptyState>
  )
}

const Active = memo(function Active({
  streams,
  filtered,
}: {
  streams: readonly Stream[]
  filtered: boolean
}) {
  const { t } = useI18n()
  const { older } = useConnection()
  const { selection, select, clear } = useSelection(
    useMemo(() => streams.map(({ short_id }) => short_id), [streams]),
  )
  if (streams.length === 0) {
    return filtered ? (
      <NoMatch />
    ) : (
      <EmptyState icon={MonitorPlay} title={t.stream.empty} hint={t.stream.emptyHint} />
    )
  }
  return (
    <>
      {older ? (
        <StreamTable streams={streams} />
      ) : (
        <StreamTable streams={streams} selection={selection} onSelect={select} />
      )}
      <SelectionBar count={selection.size} onClear={clear}>
        <Button icon={CircleStop} onClick={() => openDialog({ kind: 'stop-streams', ids: [...selection] })}>
          {t.actions.stopMany.confirm}
        </Button>
      </SelectionBar>
    </>
  )
})

/** The streams of a tab, those that the filter lets through, in the order that the address holds. */
function useShown(tab: 'active' | 'ended', text: string): readonly Stream[] {
  const streams = useStreams()
  const order = useRoute().params['sort']
  return useMemo(() => {
    const listed = listStreams(streams ?? [], tab === 'active' ? 'started' : 'ended', text)
    return ranked(listed, tab === 'active' ? STREAM_RANKINGS : ENDED_RANKINGS, readOrder(order))
  }, [streams, tab, text, order])
}

/** The list as it is shown, to keep. */
function Csv({ tab }: { tab: 'active' | 'ended' }) {
  const shown = useShown(tab, useRoute().params['q'] ?? '')
  return (
    <CsvButton name={tab === 'active' ? 'streams' : 'streams-ended'} items={shown} columns={STREAM_CELLS} />
  )
}

function Lists({ tab }: { tab: 'active' | 'ended' }) {
  const { t } = useI18n()
  const streams = useStreams()
  const { fault } = useConnection()
  // What was typed shows first; hundreds of streams follow.
  const text = useLater(useRoute().params['q'] ?? '')
  const shown = useShown(tab, text)
  if (streams === null) {
    return fault ? (
      <ErrorState title={t.stream.failedLoad} fault={fault} onRetry={refreshNow} />
    ) : (
      <Skeleton className="m-4 h-48" />
    )
  }
  if (tab === 'active') return <Active streams={shown} filtered={text !== ''} />
  if (shown.length > 0) return <EndedTable streams={shown} />
  return text === '' ? (
    <EmptyState icon={MonitorPlay} title={t.stream.emptyEnded} hint={t.stream.emptyEndedHint} />
  ) : (
    <NoMatch />
  )
}

function countOf(tab: Tab, streams: readonly Stream[] | null): number | null {
  if (streams === null || (tab !== 'active' && tab !== 'ended')) return null
  return streams.filter(({ status }) => (status === 'started') === (tab === 'active')).length
}

export default function StreamsPage() {
  const { t, f } = useI18n()
  const { id, part, params } = useRoute()
  const streams = useStreams()
  const { older } = useConnection()
  if (id !== null) return <StreamPage key={id} id={id} part={part} />
  const tab = TABS.find((known) => known === params['tab']) ?? 'active'
  const offered = TABS.filter((known) => !older || known === 'active' || known === 'ended')
  const tabs = offered.map((known) => {
    const count = countOf(known, streams)
    return {
      label: t.stream.tabs[known],
      href: formatHash({
        section: 'streams',
        params: { ...listParams(params), sort: null, tab: known === 'active' ? null : known },
      }),
      current: known === tab,
      ...(count === null ? {} : { count: f.number(count) }),
    }
  })
  return (
    <>
      <PageHead title={t.stream.title}>
        {(tab === 'active' || tab === 'ended') && (
          <>
            <Filter />
            <Csv tab={tab} />
            {tab === 'active' && !older && (
              <Button icon={Tv} onClick={() => openDialog({ kind: 'connect-player' })}>
                <span className="max-sm:sr-only">{t.actions.connectPlayer}</span>
              </Button>
            )}
          </>
        )}
      </PageHead>
      <TabLinks label={t.stream.tabs.label} tabs={tabs} className="mb-4" />
      <ActionNoteLine target={STREAMS_TARGET} className="mb-4" />
      {tab === 'all' ? (
        <FleetCharts />
      ) : (
        <div className="card">{tab === 'contents' ? <ContentsTable /> : <Lists tab={tab} />}</div>
      )}
    </>
  )
}
