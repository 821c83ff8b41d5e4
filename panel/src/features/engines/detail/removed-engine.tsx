import type { EngineArchive } from '@acestream-orchestrator/contract/archive'
import type { RecentCheck } from '@acestream-orchestrator/contract/engine'
import { useQuery } from '@tanstack/react-query'
import { CircleOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Ago, Lasting } from '../../../components/ago.tsx'
import { Button } from '../../../components/button.tsx'
import { CheckBar } from '../../../components/charts/check-bar.tsx'
import { Drawer } from '../../../components/dialogs/modal.tsx'
import { CopyButton, Fact, Facts } from '../../../components/facts.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../../components/states/states.tsx'
import { OFF_LOOK, StatusMark } from '../../../components/states/status-mark.tsx'
import { faultOf } from '../../../connection/http/fault.ts'
import { useConnection } from '../../../fleet/live-store.ts'
import { streamHref, streamName } from '../../../fleet/names.ts'
import { timeOf } from '../../../i18n/format.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { closeDetail } from '../../../routing/use-route.ts'
import { fetchArchive } from '../api.ts'

function useArchive(id: string) {
  const { older } = useConnection()
  return useQuery({
    queryKey: ['engine-archive', id],
    queryFn: ({ signal }) => fetchArchive(id, signal),
    enabled: older === false,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** A stored check as the bar draws it. */
const asRecent = ({
  ts,
  ok,
  latency_ms,
  reason,
  reason_data,
}: EngineArchive['checks'][number]): RecentCheck => ({
  ts,
  ms: latency_ms,
  reason: ok ? null : (reason ?? ''),
  ...(reason_data ? { reason_data } : {}),
})

/** Why it is gone, and how it was until then. */
function Ending({ archive }: { archive: EngineArchive }) {
  const { t, f, say } = useI18n()
  const words = t.engine
  const [first, removed] = [timeOf(archive.first_seen), timeOf(archive.removed_at)]
  return (
    <section className="card p-card flex flex-col gap-4">
      <p className="foreign font-medium">
        <bdi>{say(archive, 'reason')}</bdi> <Ago at={archive.removed_at} className="font-normal text-muted" />
      </p>
      <CheckBar checks={archive.checks.map(asRecent)} />
      <Facts className="grid-cols-2 sm:grid-cols-4">
        <Fact name={words.removedAt}>{removed === null ? t.words.noValue : f.dateTime(removed)}</Fact>
        <Fact name={words.firstSeen}>{first === null ? t.words.noValue : f.dateTime(first)}</Fact>
        <Fact name={words.ranFor}>
          <Lasting from={archive.first_seen} until={archive.removed_at} />
        </Fact>
        <Fact name={words.version}>{archive.version ?? t.words.noValue}</Fact>
      </Facts>
    </section>
  )
}

function Streams({ streams }: Pick<EngineArchive, 'streams'>) {
  const { t } = useI18n()
  return (
    <section className="card p-card">
      <h3 className="mb-2 font-semibold">{t.engine.playedHere}</h3>
      {streams.length === 0 && <p className="text-muted">{t.engine.noStreams}</p>}
      <ul>
        {streams.map((stream) => (
          <li
            key={stream.short_id}
            className="flex min-h-9 items-center gap-3 border-t border-line py-1 first:border-t-0"
          >
            <a
              href={streamHref(stream.short_id)}
              className="min-w-0 flex-1 truncate font-medium hover:underline"
            >
              <bdi>{streamName(stream)}</bdi>
            </a>
            <span className="shrink-0 text-xs text-muted">
              <Lasting from={stream.started_at} until={stream.ended_at} /> ·{' '}
              <Ago at={stream.ended_at ?? stream.started_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function LastLines({ archive }: { archive: EngineArchive }) {
  const { t, say } = useI18n()
  const { log } = archive
  return (
    <section className="card overflow-hidden">
      <h3 className="flex min-h-11 items-center justify-between px-4 font-semibold">
        {t.engine.lastLines}
        {log.length > 0 && <CopyButton text={() => log.join('\n')} label={t.engine.lastLines} className="" />}
      </h3>
      {log.length === 0 ? (
        <p className="foreign px-4 pb-4 text-muted">{say(archive, 'log_missing') ?? t.engine.noLines}</p>
      ) : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
          tabIndex={0}
          className="foreign max-h-96 overflow-y-auto bg-sunken px-4 py-2 font-mono text-xs leading-5 whitespace-pre-wrap"
        >
          {log.join('\n')}
        </pre>
      )}
    </section>
  )
}

function Frame({ title, label, children }: { title: ReactNode; label: string; children: ReactNode }) {
  return (
    <Drawer title={title} label={label} onClose={closeDetail}>
      {children}
    </Drawer>
  )
}

/** An engine that is gone: for seven days its name, why it went, its checks, streams and last lines of log. */
export function RemovedEngine({ id }: { id: string }) {
  const { t } = useI18n()
  const { data, error, isLoading, refetch } = useArchive(id)
  if (data) {
    const title = (
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="foreign text-base font-semibold">{data.container_name}</h2>
        <span className="text-muted">{t.engine.port(data.port)}</span>
        <StatusMark {...OFF_LOOK} word={t.engine.removed} />
      </div>
    )
    return (
      <Frame title={title} label={data.container_name}>
        <div className="flex flex-col gap-4 p-4 sm:p-5">
          <Ending archive={data} />
          <Streams streams={data.streams} />
          <LastLines archive={data} />
          <p className="text-xs text-muted">{t.engine.archiveHint}</p>
        </div>
      </Frame>
    )
  }
  return (
    <Frame title={<p className="font-semibold">{t.engine.title}</p>} label={t.engine.title}>
      {isLoading ? (
        <Skeleton className="m-5 h-48" />
      ) : error ? (
        <ErrorState title={t.engine.failedLoad} fault={faultOf(error)} onRetry={() => void refetch()} />
      ) : (
        <EmptyState icon={CircleOff} title={t.engine.gone} hint={t.engine.goneHint}>
          <Button onClick={closeDetail}>{t.words.close}</Button>
        </EmptyState>
      )}
    </Frame>
  )
}
