import { ChevronDown, Command, RotateCw, Settings2 } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../components/button.tsx'
import { cx } from '../../components/cx.ts'
import { openDialog } from '../../components/dialogs/open-dialog.ts'
import { ConnectionStatus, Interruption } from '../../components/states/connection-status.tsx'
import { useI18n } from '../../i18n/use-i18n.ts'
import { settings, useSettings } from '../../platform/app-settings.ts'
import { REFRESH_CHOICES } from '../../platform/settings.ts'
import type { Section } from '../../routing/route.ts'
import { connection } from '../live.ts'
import { Nav } from './nav.tsx'

/**
 * The connection's state in words, and behind it the choice of how the page is kept up to date: a native select that
 * lies invisibly over them, so that "Live" stands there once.
 */
function ConnectionChoice() {
  const { t } = useI18n()
  const { refresh } = useSettings()
  return (
    <span className="relative mr-1 inline-flex min-h-9 min-w-0 items-center gap-1.5 rounded-lg border border-line bg-raised pr-2 pl-2.5 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent hover:border-line-strong pointer-coarse:min-h-11">
      <ConnectionStatus />
      <ChevronDown size={14} aria-hidden className="shrink-0 text-muted" />
      <select
        aria-label={t.connection.refresh}
        value={refresh}
        onChange={({ target }) => {
          const choice = REFRESH_CHOICES.find((known) => known === target.value)
          if (choice) settings.update({ refresh: choice })
        }}
        className="absolute inset-0 w-full cursor-pointer opacity-0 pointer-coarse:text-base"
      >
        {REFRESH_CHOICES.map((value) => (
          <option key={value} value={value} className="bg-raised text-ink">
            {t.connection.refreshChoice[value]}
          </option>
        ))}
      </select>
    </span>
  )
}

function RefreshNow() {
  const { t } = useI18n()
  const [busy, setBusy] = useState(false)
  const refresh = async () => {
    setBusy(true)
    await connection.refresh()
    setBusy(false)
  }
  return (
    <IconButton
      icon={RotateCw}
      label={t.connection.refreshNow}
      aria-busy={busy}
      className={cx(busy && 'animate-pulse')}
      onClick={() => void refresh()}
    />
  )
}

export function Header({ section }: { section: Section }) {
  const { t } = useI18n()
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-surface">
      <div className="mx-auto flex h-(--header-height) max-w-[110rem] items-center gap-2 px-3 sm:px-6 3xl:max-w-[140rem]">
        <a
          href="#/"
          className="mr-2 flex shrink-0 items-center sm:mr-4 gap-2.5 text-[0.9375rem] font-semibold"
        >
          <img src="./icons/mark.svg" width={28} height={28} alt="" className="shrink-0" />
          <span className="truncate max-sm:sr-only">{t.name}</span>
        </a>
        <Nav section={section} place="top" />
        <div className="ml-auto flex min-w-0 items-center gap-1">
          <ConnectionChoice />
          <RefreshNow />
          <IconButton
            icon={Command}
            label={t.connection.palette}
            aria-keyshortcuts="Control+K Meta+K"
            onClick={() => openDialog({ kind: 'palette' })}
            className="max-sm:hidden"
          />
          <IconButton
            icon={Settings2}
            label={t.connection.settings}
            onClick={() => openDialog({ kind: 'settings' })}
            className="-mr-2"
          />
        </div>
      </div>
      <Interruption />
    </header>
  )
}
