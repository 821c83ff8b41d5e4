// features/streams/detail/: everything about one stream.

import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, CircleOff, CircleStop } from 'lucide-react'
import { Suspense } from 'react'
import { ActionNoteLine } from '../../../components/actions/action-note.tsx'
import { Button } from '../../../components/button.tsx'
import { openDialog } from '../../../components/dialogs/open-dialog.ts'
import { EmptyState, ErrorState, Skeleton } from '../../../components/states/states.tsx'
import { StreamMark } from '../../../components/states/status-mark.tsx'
import { refreshNow } from '../../../connection/connection.ts'
import { faultOf } from '../../../connection/http/fault.ts'
import { useConnection, useEngines, useStreams } from '../../../fleet/live-store.ts'
import type { Stream } from '../../../fleet/model.ts'
import { streamName } from '../../../fleet/names.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { part as fetched } from '../../../platform/part.ts'
import { formatHash } from '../../../routing/route.ts'
import { listTarget, useRoute } from '../../../routing/use-route.ts'
import { askStream } from './ask-stream.ts'
import { Diagnosis } from './diagnosis.tsx'
import { StreamChart } from './stream-chart.tsx'
import { StreamEngine } from './stream-engine.tsx'
import { StreamFacts, StreamPeaks } from './stream-facts.tsx'
import { STAT_PART, StreamLinks } from './stream-links.tsx'

const StatDrawer = fetched(() => import('./stat-drawer.tsx'))
const ViewersCard = fetched(() => import('../viewers/viewers-card.tsx'))

/** Only a proxy knows who watches. */
const hasViewers = ({ source, status, viewers }: Stream) =>
  source === 'proxy' && status === 'started' && viewers !== null

/** A stream that the lists no longer hold (ended more than a day ago) is fetched on its own. */
function useStream(id: string) {
  const streams = useStreams()
  const listed = streams?.find((stream) => stream.short_id === id || stream.id === id)
  const { older, fault } = useConnection()
  const { data, error, isPending, refetch } = useQuery({
    ...askStream(id),
    enabled: streams !== null && listed === undefined && older === false,
  })
  if (streams === null && fault) return { stream: null, asking: false, fault, again: refreshNow }
  const asking = streams === null || (listed === undefined && older === false && isPending)
  return {
    stream: listed ?? data ?? null,
    asking,
    fault: error && faultOf(error),
    again: () => void refetch(),
  }
}

/** What flows now: nothing of a stream that ended. */
function Figures({ stream }: { stream: Stream }) {
  const { t, f } = useI18n()
  if (stream.status === 'ended') return null
  const none = t.words.noValue
  const figures: readonly [string, string][] = [
    [t.stream.columns.down, stream.speed_down === null ? none : f.speed(stream.speed_down)],
    [t.stream.columns.up, stream.speed_up === null ? none : f.speed(stream.speed_up)],
    [t.stream.columns.peers, stream.peers === null ? none : f.number(stream.peers)],
    // Only a proxy knows its viewers.
    ...(stream.viewers === null
      ? []
      : ([[t.stream.columns.viewers, f.number(stream.viewers)]] as [string, string][])),
    ...(typeof stream.behind_live_s === 'number'
      ? ([[t.stream.behindLive, `${f.number(stream.behind_live_s)} s`]] as [string, string][])
      : []),
  ]
  return (
    <dl className="mb-4 grid grid-cols-[repeat(auto-fit,minmax(8.5rem,1fr))] gap-grid">
      {figures.map(([name, value]) => (
        <div key={name} className="card px-4 py-3">
          <dt className="text-xs text-muted">{name}</dt>
          <dd className="truncate text-xl font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What can be done about it: stop it, or look after its engine. */
function Actions({ stream }: { stream: Stream }) {
  const { t } = useI18n()
  const { older } = useConnection()
  const engine = useEngines()?.find(({ container_id }) => container_id === stream.container_id)
  if (stream.status === 'ended') return null
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
      {engine && <StreamEngine engine={engine} />}
      <Button
        icon={CircleStop}
        disabled={older === true}
        title={older ? t.connection.older : undefined}
        className="max-sm:w-full"
        onClick={() => openDialog({ kind: 'stop-streams', ids: [stream.short_id] })}
      >
        {t.actions.stop}
      </Button>
    </div>
  )
}

function Whole({ stream }: { stream: Stream }) {
  const { t, say } = useI18n()
  return (
    <>
      <div className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 max-sm:basis-full">
          <h1
            title={streamName(stream)}
            className="foreign line-clamp-3 text-xl font-semibold tracking-tight"
          >
            <bdi>{streamName(stream)}</bdi>
          </h1>
          <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
            <StreamMark stream={stream} />
            {stream.phase_reason && <bdi className="foreign text-muted">{say(stream, 'phase_reason')}</bdi>}
            {!stream.stored && <span className="text-xs text-warn">{t.stream.stored}</span>}
          </div>
        </div>
        <Actions stream={stream} />
      </div>
      <ActionNoteLine target={stream.short_id} className="mb-4" />
      <Diagnosis stream={stream} />
      <Figures stream={stream} />
      <div className="flex flex-col gap-grid">
        <StreamChart stream={stream} />
        <Suspense fallback={null}>{hasViewers(stream) && <ViewersCard stream={stream} />}</Suspense>
        <div className="grid items-start gap-grid lg:grid-cols-2">
          <StreamFacts stream={stream} />
          <div className="flex min-w-0 flex-col gap-grid">
            <StreamPeaks stream={stream} />
            <StreamLinks stream={stream} />
          </div>
        </div>
      </div>
    </>
  )
}

/** One stream, with its own address. */
export function StreamPage({ id, part }: { id: string; part: string | null }) {
  const { t } = useI18n()
  const route = useRoute()
  const { stream, asking, fault, again } = useStream(id)
  return (
    <>
      <a
        href={formatHash(listTarget(route))}
        className="mb-3 inline-flex min-h-9 items-center gap-1.5 text-muted hover:text-ink"
      >
        <ArrowLeft size={15} aria-hidden />
        {t.stream.title}
      </a>
      {stream && <Whole stream={stream} />}
      <Suspense fallback={null}>{stream && part === STAT_PART && <StatDrawer id={id} />}</Suspense>
      {!stream && asking && <Skeleton className="h-96 rounded-[0.875rem]" />}
      {!stream && !asking && (
        <div className="card">
          {fault ? (
            <ErrorState title={t.stream.failedLoad} fault={fault} onRetry={again} />
          ) : (
            <EmptyState icon={CircleOff} title={t.stream.gone} hint={t.stream.goneHint} />
          )}
        </div>
      )}
    </>
  )
}
