import { memo } from 'react'
import { ActionNoteLine } from '../../../components/actions/action-note.tsx'
import { Ago } from '../../../components/ago.tsx'
import { cx } from '../../../components/cx.ts'
import { followCard } from '../../../components/lists/over-link.ts'
import { MenuButton } from '../../../components/menus/menu-button.tsx'
import { EngineMark, engineTone, TONE_TEXT } from '../../../components/states/status-mark.tsx'
import type { Engine } from '../../../fleet/model.ts'
import { engineHref, engineName } from '../../../fleet/names.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { engineMenu } from '../actions/engine-menu.ts'
import { engineReason } from '../engine-words.ts'

/** What it does and since when, each in a column of its own where there is room. */
function Doing({ engine }: { engine: Engine }) {
  const { t, f } = useI18n()
  const { stream_count: count, max_streams: max } = engine
  return (
    <>
      <span className="whitespace-nowrap tabular-nums max-sm:hidden">
        {max === null ? t.plural.streams(count) : t.engine.streamsOf(count, max)}
      </span>
      <span
        className={cx('whitespace-nowrap tabular-nums max-lg:hidden', !engine.speed_down && 'text-faint')}
      >
        {engine.speed_down === null ? t.words.noValue : f.speed(engine.speed_down)}
      </span>
      <span className="truncate text-muted max-xl:hidden">
        {t.engine.lastUsed} <Ago at={engine.last_stream_usage} />
      </span>
      <span className="truncate text-muted max-sm:hidden lg:max-xl:hidden">
        {t.engine.checked} <Ago at={engine.last_health_check} />
      </span>
    </>
  )
}

/** One engine in one line: who it is, how it is and why, what it does. A phone keeps the first three. */
export const EngineRow = memo(function EngineRow({ engine }: { engine: Engine }) {
  const i18n = useI18n()
  const { t } = i18n
  const name = engineName(engine)
  const reason = engineReason(engine, i18n)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has the link itself
    <li
      onClick={followCard}
      data-engine={engine.container_id}
      data-health={engine.health_status}
      data-state={engine.state}
      className={cx(
        'relative grid min-h-11 grid-cols-[minmax(0,1fr)_auto_2.25rem] items-center gap-x-3 border-t border-line pr-2 pl-4 text-[0.8125rem] hover:bg-hover sm:grid-cols-[12rem_minmax(0,1fr)_6.5rem_8.5rem_2.25rem] lg:grid-cols-[12rem_minmax(0,1fr)_6.5rem_5rem_2.25rem] xl:grid-cols-[12.5rem_minmax(0,1fr)_7rem_5rem_9rem_9.5rem_2.25rem]',
        (engine.stale || engine.state === 'removing') && 'dimmed',
      )}
    >
      <span className="one-line gap-x-2">
        <a
          href={engineHref(engine.container_id)}
          data-item
          title={name}
          className="max-w-full truncate font-medium after:absolute after:inset-0"
        >
          {name}
        </a>
        <span className="over-link text-muted">{t.engine.port(engine.port)}</span>
      </span>
      <span
        className="over-link flex min-w-0 items-center gap-2 [&>:first-child]:shrink-0"
        title={reason ?? undefined}
      >
        <EngineMark engine={engine} bare />
        {reason && (
          <bdi className={cx('truncate text-xs max-sm:hidden', TONE_TEXT[engineTone(engine)])}>{reason}</bdi>
        )}
      </span>
      <Doing engine={engine} />
      <span className="relative z-10">
        <MenuButton label={t.words.menuFor(name)} items={() => engineMenu(engine, t)} />
      </span>
      {reason && (
        <bdi
          className={cx(
            'col-span-full -mt-1.5 truncate pb-2 text-xs sm:hidden',
            TONE_TEXT[engineTone(engine)],
          )}
        >
          {reason}
        </bdi>
      )}
      <ActionNoteLine target={engine.container_id} className="relative z-20 col-span-full mb-2" />
    </li>
  )
})
