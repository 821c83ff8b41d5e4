// features/streams/: the lists of streams (list/) and one stream (detail/).

import { CircleStop, MonitorPlay, SearchX } from 'lucide-react'
import { memo, useMemo, useState } from 'react'
import { ActionNoteLine } from '../../components/actions/action-note.tsx'
import { Button } from '../../components/button.tsx'
import { openDialog } from '../../components/dialogs/open-dialog.ts'
import { FilterField } from '../../components/fields.tsx'
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
      className="w-72 max-sm:w-full"
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

/** What is chosen for being stopped together; streams that ended meanwhile drop out. */
function useSelection(streams: readonly Stream[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const running = useMemo(() => new Set(streams.map(({ short_id }) => short_id)), [streams])
  const selection = useMemo(() => new Set([...chosen].filter((id) => running.has(id))), [chosen, running])
  const [select] = useState(
    () => (id: string, on: boolean) =>
      setChosen((before) => {
        const next = new Set(before)
        if (on) next.add(id)
        else next.delete(id)
        return next
      }),
  )
  return { selection, select, clear: () => setChosen(new Set()) }
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
  const { selection, select, clear } = useSelection(streams)
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
      {/* Below the rows: what is ticked next doesn't move away. */}
      {selection.size > 0 && (
        <div className="sticky bottom-[calc(3.5625rem+env(safe-area-inset-bottom))] z-20 flex items-center gap-3 rounded-b-[inherit] border-t border-line bg-accent-soft px-4 py-2 lg:bottom-0">
          <span role="status">{t.stream.selected(selection.size)}</span>
          <Button look="ghost" className="ml-auto" onClick={clear}>
            {t.stream.unselect}
          </Button>
          <Button icon={CircleStop} onClick={() => openDialog({ kind: 'stop-streams', ids: [...selection] })}>
            {t.actions.stopMany.confirm}
          </Button>
        </div>
      )}
    </>
  )
})

function Lists({ tab }: { tab: 'active' | 'ended' }) {
  const { t } = useI18n()
  const streams = useStreams()
  const { fault } = useConnection()
  // What was typed is there at once; hundreds of streams follow.
  const text = useLater(useRoute().params['q'] ?? '')
  const shown = useMemo(
    () => listStreams(streams ?? [], tab === 'active' ? 'started' : 'ended', text),
    [streams, tab, text],
  )
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
        params: { ...listParams(params), tab: known === 'active' ? null : known },
      }),
      current: known === tab,
      ...(count === null ? {} : { count: f.number(count) }),
    }
  })
  return (
    <>
      <PageHead title={t.stream.title}>{(tab === 'active' || tab === 'ended') && <Filter />}</PageHead>
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
