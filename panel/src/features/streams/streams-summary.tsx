import { MonitorPlay } from 'lucide-react'
import { useMemo } from 'react'
import { Lasting } from '../../components/ago.tsx'
import { Cut } from '../../components/cut.tsx'
import { cx } from '../../components/cx.ts'
import { moveByArrows } from '../../components/lists/arrow-keys.ts'
import { followCard } from '../../components/lists/over-link.ts'
import { SectionCard } from '../../components/section-card.tsx'
import { EmptyState, Skeleton } from '../../components/states/states.tsx'
import { StreamMark } from '../../components/states/status-mark.tsx'
import { useEngines, useStreams } from '../../fleet/live-store.ts'
import type { Engine, Stream } from '../../fleet/model.ts'
import { engineName, streamHref, streamName } from '../../fleet/names.ts'
import { isFaulty } from '../../fleet/overall/overall.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { SpeedLine } from './list/speed-line.tsx'
import { listStreams, worstFirst } from './list/stream-list.ts'

const MOST_SHOWN = 8

/** Why it does not play as it should: its own reason, or its engine's. */
function Reason({ stream, engine }: { stream: Stream; engine: Engine | undefined }) {
  const { t, say } = useI18n()
  const own = say(stream, 'phase_reason')
  const faulty = engine !== undefined && isFaulty(engine)
  const reason = own ?? (faulty ? (say(engine, 'health_reason') ?? t.engine.health.unhealthy) : null)
  if (reason === null) return null
  return (
    <bdi
      title={reason}
      className={cx('over-link block w-fit max-w-full truncate text-xs', faulty ? 'text-bad' : 'text-muted')}
    >
      {reason}
    </bdi>
  )
}

/** What flows, or what is known of it. */
function Flow({ stream }: { stream: Stream }) {
  const { t, f } = useI18n()
  return (
    <span className="text-right tabular-nums max-sm:hidden">
      <span className="block">
        {stream.speed_down === null ? t.words.noValue : f.speed(stream.speed_down)}
      </span>
      <span className="block text-xs text-muted">
        {stream.peers === null ? t.words.noValue : t.stream.peers(stream.peers)}
      </span>
    </span>
  )
}

function Line({ stream, engine }: { stream: Stream; engine: Engine | undefined }) {
  const { t } = useI18n()
  const name = streamName(stream)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has the link itself
    <li
      data-stream={stream.id}
      data-phase={stream.phase}
      onClick={followCard}
      className="relative grid min-h-14 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-t border-line px-4 py-2 hover:bg-hover sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_7rem_6rem]"
    >
      <span className="min-w-0">
        <a
          href={streamHref(stream.short_id)}
          data-item
          title={name}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          <bdi>{name}</bdi>
        </a>
        <span className="over-link one-line w-fit max-w-full gap-x-1 text-xs text-muted">
          <Cut text={engineName(engine ?? stream)} />
          <span>
            · <Lasting from={stream.started_at} />
          </span>
          {stream.viewers !== null && <span>· {t.stream.viewers(stream.viewers)}</span>}
        </span>
      </span>
      <span className="min-w-0 max-sm:contents">
        <StreamMark stream={stream} bare />
        <span className="min-w-0 max-sm:col-span-full">
          <Reason stream={stream} engine={engine} />
        </span>
      </span>
      <SpeedLine id={stream.short_id} className="max-sm:hidden" />
      <Flow stream={stream} />
    </li>
  )
}

/** What plays, as the overview shows it: what does not play well comes first. */
export function StreamsSummary() {
  const { t } = useI18n()
  const streams = useStreams()
  const engines = useEngines()
  const engineOf = useMemo(() => new Map(engines?.map((engine) => [engine.container_id, engine])), [engines])
  const active = useMemo(
    () => worstFirst(listStreams(streams ?? [], 'started', ''), engineOf),
    [streams, engineOf],
  )
  return (
    <SectionCard title={t.stream.title} href="#/streams">
      {streams === null && <Skeleton className="m-4 h-24" />}
      {streams !== null && active.length === 0 && (
        <EmptyState icon={MonitorPlay} title={t.stream.empty} hint={t.stream.emptyHint} />
      )}
      <ul className="mt-2" onKeyDown={moveByArrows}>
        {active.slice(0, MOST_SHOWN).map((stream) => (
          <Line key={stream.short_id} stream={stream} engine={engineOf.get(stream.container_id)} />
        ))}
      </ul>
      {active.length > MOST_SHOWN && (
        <p className="border-t border-line px-4 py-2.5 text-xs text-muted">
          {t.words.more(active.length - MOST_SHOWN)}
        </p>
      )}
    </SectionCard>
  )
}
