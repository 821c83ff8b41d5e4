// features/engines/detail/: everything about one engine.

import { ActionNoteLine } from '../../../components/actions/action-note.tsx'
import { Ago } from '../../../components/ago.tsx'
import { Button } from '../../../components/button.tsx'
import { CheckBar } from '../../../components/charts/check-bar.tsx'
import { cx } from '../../../components/cx.ts'
import { Drawer } from '../../../components/dialogs/modal.tsx'
import { openDialog } from '../../../components/dialogs/open-dialog.ts'
import { Fact, Facts } from '../../../components/facts.tsx'
import { MenuButton } from '../../../components/menus/menu-button.tsx'
import { ErrorState, Skeleton } from '../../../components/states/states.tsx'
import { EngineMark, engineTone, StreamMark, TONE_TEXT } from '../../../components/states/status-mark.tsx'
import { TabLinks } from '../../../components/tab-links.tsx'
import { refreshNow } from '../../../connection/connection.ts'
import { useConnection, useEngines, useStatus, useStreams } from '../../../fleet/live-store.ts'
import type { Engine } from '../../../fleet/model.ts'
import { engineName, streamHref, streamName } from '../../../fleet/names.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { formatHash } from '../../../routing/route.ts'
import { closeDetail, useRoute } from '../../../routing/use-route.ts'
import { engineMenu } from '../actions/engine-menu.ts'
import { engineReason } from '../engine-words.ts'
import { EngineTags } from '../list/engine-tags.tsx'
import { StreamPlaces } from '../list/stream-places.tsx'
import { LogView } from '../logs/log-view.tsx'
import { EngineFacts } from './engine-facts.tsx'
import { HealthChart } from './health-chart.tsx'
import { RemovedEngine } from './removed-engine.tsx'

function Streams({ engine }: { engine: Engine }) {
  const { t, f } = useI18n()
  const streams = (useStreams() ?? []).filter(
    (stream) => stream.container_id === engine.container_id && stream.status === 'started',
  )
  if (streams.length === 0) {
    const unreported = { true: t.engine.unreportedUse, null: t.engine.unreportedUnknown, false: '' }
    return (
      <p className="text-muted">
        {t.engine.noStreams}. {unreported[`${engine.unreported_use}`]}
      </p>
    )
  }
  return (
    <ul className="flex flex-col">
      {streams.map((stream) => (
        <li
          key={stream.short_id}
          className="flex min-h-11 items-center gap-x-3 border-t border-line py-1 first:border-t-0 max-sm:flex-wrap max-sm:py-2"
        >
          <a
            href={streamHref(stream.short_id)}
            title={streamName(stream)}
            className="min-w-0 flex-1 truncate font-medium hover:underline max-sm:basis-full"
          >
            {streamName(stream)}
          </a>
          <StreamMark stream={stream} bare />
          <span className="w-20 text-right text-muted max-sm:text-left">
            {stream.speed_down === null ? t.words.noValue : f.speed(stream.speed_down)}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Reason({ engine }: { engine: Engine }) {
  const i18n = useI18n()
  const { t } = i18n
  const capacity = useStatus()?.capacity
  const engines = useEngines()
  const reason = engineReason(engine, i18n)
  if (reason === null) return null
  const full = capacity !== undefined && (engines?.length ?? 0) >= capacity.max_replicas
  const atMax = engine.health_status === 'unhealthy' && engine.stream_count > 0 && full
  return (
    <div className={cx('foreign rounded-lg bg-sunken px-3 py-2', TONE_TEXT[engineTone(engine)])}>
      <p>
        <bdi>{reason}</bdi> {engine.health_since && <Ago at={engine.health_since} className="text-muted" />}
      </p>
      {atMax && <p className="mt-1 text-xs text-muted">{t.engine.atMax}</p>}
    </div>
  )
}

function Overview({ engine }: { engine: Engine }) {
  const { t, f } = useI18n()
  const { older } = useConnection()
  const words = t.engine
  const none = t.words.noValue
  return (
    <div className="flex flex-col gap-4 p-4 sm:p-5">
      <Reason engine={engine} />
      <ActionNoteLine target={engine.container_id} />
      <section className="card p-card flex flex-col gap-4">
        <CheckBar checks={engine.recent_checks} />
        <Facts className="grid-cols-2 sm:grid-cols-4">
          <Fact name={words.streams}>
            <StreamPlaces engine={engine} />
          </Fact>
          <Fact name={words.lastUsed}>
            <Ago at={engine.last_stream_usage} />
          </Fact>
          <Fact name={words.lastCheck}>
            <Ago at={engine.last_health_check} />
          </Fact>
          <Fact name={words.uptime}>{engine.uptime_24h === null ? none : f.percent(engine.uptime_24h)}</Fact>
          <Fact name={words.down}>{engine.speed_down === null ? none : f.speed(engine.speed_down)}</Fact>
          <Fact name={words.up}>{engine.speed_up === null ? none : f.speed(engine.speed_up)}</Fact>
          <Fact name={words.cpu}>
            {engine.cpu_percent === null ? none : `${f.number(engine.cpu_percent, 1)} %`}
          </Fact>
          <Fact name={words.memory}>
            {engine.memory_bytes === null ? none : f.bytes(engine.memory_bytes)}
          </Fact>
        </Facts>
      </section>
      <section className="card p-card">
        <h3 className="mb-2 font-semibold">{words.streams}</h3>
        <Streams engine={engine} />
      </section>
      {older === false && (
        <section className="card p-card">
          <h3 className="font-semibold">{words.history}</h3>
          <p className="mb-3 text-xs text-muted">{words.historyHint}</p>
          <HealthChart id={engine.container_id} />
        </section>
      )}
      <Button
        look="danger"
        className="self-start"
        disabled={engine.state === 'removing'}
        onClick={() => openDialog({ kind: 'delete-engine', id: engine.container_id })}
      >
        {engine.external ? t.actions.forget : t.actions.delete}
      </Button>
    </div>
  )
}

const PARTS = ['overview', 'logs', 'container'] as const

/** Nothing is known of any engine yet. */
function Waiting() {
  const { t } = useI18n()
  const { fault } = useConnection()
  return (
    <Drawer
      title={<p className="font-semibold">{t.engine.title}</p>}
      label={t.engine.title}
      onClose={closeDetail}
    >
      {fault ? (
        <ErrorState title={t.engine.failedLoad} fault={fault} onRetry={refreshNow} />
      ) : (
        <Skeleton className="m-5 h-48" />
      )}
    </Drawer>
  )
}

/** One engine, with its own address; that of one which is gone shows what is kept of it. */
export default function EngineDrawer({ id, part }: { id: string; part: string | null }) {
  const { t } = useI18n()
  const engines = useEngines()
  const { params } = useRoute()
  const { older } = useConnection()
  const engine = engines?.find(({ container_id }) => container_id === id)
  if (engine === undefined) return engines === null ? <Waiting /> : <RemovedEngine id={id} />
  const name = engineName(engine)
  const shown = PARTS.find((known) => known === part) ?? 'overview'
  const parts = PARTS.filter((known) => known !== 'logs' || (older === false && !engine.external))
  const title = (
    <div className="flex items-center gap-2">
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
        <h2 title={name} className="foreign line-clamp-3 text-base font-semibold">
          {name}
        </h2>
        <span className="text-muted">{t.engine.port(engine.port)}</span>
        <EngineMark engine={engine} />
        <EngineTags engine={engine} />
      </div>
      <MenuButton label={t.words.menuFor(name)} items={() => engineMenu(engine, t)} />
    </div>
  )
  return (
    <Drawer title={title} label={name} onClose={closeDetail}>
      <TabLinks
        label={t.engine.tabs.label}
        className="sticky top-0 z-10 bg-surface px-3 sm:px-4"
        tabs={parts.map((known) => ({
          label: t.engine.tabs[known],
          href: formatHash({ section: 'engines', id, part: known === 'overview' ? null : known, params }),
          current: known === shown,
        }))}
      />
      {shown === 'overview' && <Overview engine={engine} />}
      {shown === 'logs' && <LogView key={id} id={id} name={name} />}
      {shown === 'container' && <EngineFacts engine={engine} />}
    </Drawer>
  )
}
