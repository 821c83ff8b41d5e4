import { ArrowDown, ArrowUp, type LucideIcon, Play } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { ActionNoteLine } from '../../../components/actions/action-note.tsx'
import { Ago } from '../../../components/ago.tsx'
import { CheckBar } from '../../../components/charts/check-bar.tsx'
import { cx } from '../../../components/cx.ts'
import { followCard } from '../../../components/lists/over-link.ts'
import { MenuButton } from '../../../components/menus/menu-button.tsx'
import { EngineMark, engineTone, TONE_SOFT, TONE_TEXT } from '../../../components/states/status-mark.tsx'
import type { Engine } from '../../../fleet/model.ts'
import { engineHref, engineName } from '../../../fleet/names.ts'
import { isFaulty } from '../../../fleet/overall/overall.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { engineMenu } from '../actions/engine-menu.ts'
import { engineReason } from '../engine-words.ts'
import { EngineTags } from './engine-tags.tsx'
import { StreamPlaces } from './stream-places.tsx'

function Figure({
  name,
  children,
  title,
}: {
  name: string
  children: ReactNode
  title?: string | undefined
}) {
  return (
    <div className="min-w-0" title={title}>
      <dt className="truncate text-[0.6875rem] text-faint">{name}</dt>
      <dd className="truncate text-[0.8125rem] font-medium">{children}</dd>
    </div>
  )
}

function Head({ engine }: { engine: Engine }) {
  const { t } = useI18n()
  const name = engineName(engine)
  return (
    <div className="flex items-start gap-1">
      <div className="min-w-0 flex-1">
        <h3 className="truncate text-[0.9375rem] leading-5 font-semibold">
          <a
            href={engineHref(engine.container_id)}
            data-item
            title={name}
            className="after:absolute after:inset-0 after:rounded-[0.875rem] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-2 focus-visible:after:outline-accent"
          >
            {name}
          </a>
        </h3>
        <p className="truncate text-xs text-muted">
          <span className="over-link" title={engine.host ? `${engine.host}:${engine.port}` : undefined}>
            {t.engine.port(engine.port)}
          </span>
          {engine.version && (
            <span className="over-link text-faint" title={engine.version}>
              {' · '}
              <bdi>{engine.version}</bdi>
            </span>
          )}
        </p>
      </div>
      <div className="relative z-10 -mt-1.5 -mr-2 flex items-center">
        <EngineMark engine={engine} />
        <MenuButton label={t.words.menuFor(name)} items={() => engineMenu(engine, t)} />
      </div>
    </div>
  )
}

function Why({ engine }: { engine: Engine }) {
  const i18n = useI18n()
  const reason = engineReason(engine, i18n)
  if (reason === null) return null
  const tone = engineTone(engine)
  return (
    <p
      className={cx(
        'over-link flex gap-2 rounded-lg px-2.5 py-1.5 text-xs leading-4',
        TONE_SOFT[tone],
        TONE_TEXT[tone],
      )}
      title={reason}
    >
      <bdi className="foreign line-clamp-2 min-w-0 flex-1 text-pretty">{reason}</bdi>
      {isFaulty(engine) && engine.health_since && <Ago at={engine.health_since} className="shrink-0" />}
    </p>
  )
}

/** Why an engine without streams stays. */
function UnreportedUse({ engine }: { engine: Engine }) {
  const { t } = useI18n()
  if (engine.unreported_use !== true) return null
  return (
    <p className="over-link flex items-center gap-2 rounded-lg bg-sunken px-2.5 py-1.5 text-xs leading-4 text-muted">
      <Play size={12} aria-hidden className="shrink-0" />
      {t.engine.unreportedUse}
    </p>
  )
}

/** The last checks, when the latest was and how long it took, and how often they went well. */
function Checks({ engine }: { engine: Engine }) {
  const { t, f } = useI18n()
  const { probe_latency_ms: latencyMs, uptime_24h: uptime } = engine
  return (
    <div className="relative z-10">
      {engine.state !== 'listed' && <CheckBar checks={engine.recent_checks} />}
      <p className="mt-1.5 flex justify-between gap-2 text-[0.6875rem] text-faint">
        <span className="one-line min-w-0 gap-x-1">
          <span>
            {t.engine.checked} <Ago at={engine.last_health_check} className="text-muted" />
          </span>
          {latencyMs !== null && engine.last_health_check !== null && (
            <span title={t.engine.latency}>
              · <span className="text-muted">{f.number(latencyMs)} ms</span>
            </span>
          )}
        </span>
        {uptime !== null && (
          <span className="shrink-0">
            {t.engine.uptime} <span className="text-muted">{f.percent(uptime)}</span>
          </span>
        )}
      </p>
    </div>
  )
}

/** A speed of zero is less prominent. */
function Speed({ value, icon: Icon, color }: { value: number | null; icon: LucideIcon; color: string }) {
  const { t, f } = useI18n()
  if (value === null) return t.words.noValue
  return (
    <span className={cx('inline-flex items-center gap-1', value === 0 && 'font-normal text-faint')}>
      <Icon size={12} aria-hidden className={value === 0 ? '' : color} />
      {f.speed(value)}
    </span>
  )
}

function Figures({ engine, className }: { engine: Engine; className: string }) {
  const { t, f } = useI18n()
  const none = t.words.noValue
  return (
    <dl className={cx('mt-auto grid grid-cols-3 gap-x-3 gap-y-2.5', className)}>
      <Figure name={t.engine.streams}>
        <StreamPlaces engine={engine} />
      </Figure>
      <Figure name={t.engine.down}>
        <Speed value={engine.speed_down} icon={ArrowDown} color="text-down" />
      </Figure>
      <Figure name={t.engine.up}>
        <Speed value={engine.speed_up} icon={ArrowUp} color="text-up" />
      </Figure>
      <Figure name={t.engine.peers}>{engine.peers === null ? none : f.number(engine.peers)}</Figure>
      {engine.state !== 'listed' && (
        <>
          <Figure name={t.engine.cpu}>
            {engine.cpu_percent === null
              ? none
              : `${f.number(engine.cpu_percent, engine.cpu_percent < 9.95 ? 1 : 0)} %`}
          </Figure>
          <Figure name={t.engine.memory}>
            {engine.memory_bytes === null ? none : f.bytes(engine.memory_bytes)}
          </Figure>
        </>
      )}
    </dl>
  )
}

/**
 * One engine: who it is, how it is and why, what it does. Only a reason or an unreported viewer makes it taller: in a row of cards, what is above
 * it and what is below it stay in line. The note of an action lies in front, so that it moves nothing.
 */
export const EngineCard = memo(function EngineCard({
  engine,
  brief = false,
}: {
  engine: Engine
  brief?: boolean
}) {
  const { t } = useI18n()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has the link itself
    <article
      onClick={followCard}
      data-engine={engine.container_id}
      data-health={engine.health_status}
      data-state={engine.state}
      className={cx(
        'card p-card relative flex h-full min-w-0 flex-col gap-3 transition-colors duration-(--quick) hover:border-line-strong',
        engineTone(engine) === 'bad' && 'border-bad/45',
        (engine.stale || engine.state === 'removing') && 'dimmed',
      )}
    >
      <Head engine={engine} />
      <Checks engine={engine} />
      <Why engine={engine} />
      <UnreportedUse engine={engine} />
      <Figures engine={engine} className={brief ? 'max-sm:hidden' : ''} />
      <div
        className={cx(
          'flex min-h-6 flex-wrap items-center gap-x-2 gap-y-1 text-[0.6875rem] text-faint',
          brief && 'max-sm:hidden',
        )}
      >
        <span className="over-link mr-auto">
          {t.engine.lastUsed} <Ago at={engine.last_stream_usage} className="text-muted" />
        </span>
        <EngineTags engine={engine} />
      </div>
      <ActionNoteLine
        target={engine.container_id}
        className="absolute inset-x-2 bottom-2 z-20 max-h-[calc(100%-1rem)] overflow-y-auto shadow-float"
      />
    </article>
  )
})
