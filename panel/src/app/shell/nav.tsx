import { Activity, LayoutDashboard, type LucideIcon, MonitorPlay, Search, Server, Shield } from 'lucide-react'
import { cx } from '../../components/cx.ts'
import { openDialog } from '../../components/dialogs/open-dialog.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import type { Section } from '../../routing/route.ts'

export const NAV: readonly {
  readonly section: Exclude<Section, 'settings' | 'styles'>
  readonly icon: LucideIcon
}[] = [
  { section: 'overview', icon: LayoutDashboard },
  { section: 'engines', icon: Server },
  { section: 'streams', icon: MonitorPlay },
  { section: 'vpn', icon: Shield },
  { section: 'activity', icon: Activity },
]

const THUMB_ITEM =
  'flex min-h-14 min-w-0 flex-col items-center justify-center gap-1 text-[0.6875rem] font-medium transition-colors duration-(--quick)'

/** A phone's header has no room for the palette, and no keyboard to call it with. */
function PaletteItem() {
  const { t } = useI18n()
  return (
    <button
      type="button"
      aria-label={`${t.nav.search}: ${t.connection.palette}`}
      aria-haspopup="dialog"
      onClick={() => openDialog({ kind: 'palette' })}
      className={cx(THUMB_ITEM, 'text-muted hover:text-ink sm:hidden')}
    >
      <Search size={20} aria-hidden />
      <span className="max-w-full truncate">{t.nav.search}</span>
    </button>
  )
}

/** The sections: in the header on a wide screen, under the thumb on a narrow one. */
export function Nav({ section, place }: { section: Section; place: 'top' | 'bottom' }) {
  const { t } = useI18n()
  const bottom = place === 'bottom'
  return (
    <nav
      aria-label={t.nav.label}
      className={
        bottom
          ? 'fixed inset-x-0 bottom-0 z-30 grid grid-cols-6 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] sm:grid-cols-5 lg:hidden'
          : 'hidden items-center gap-1 lg:flex'
      }
    >
      {NAV.map(({ section: name, icon: Icon }) => (
        <a
          key={name}
          href={name === 'overview' ? '#/' : `#/${name}`}
          aria-current={name === section ? 'page' : undefined}
          className={cx(
            bottom
              ? THUMB_ITEM
              : 'inline-flex min-h-9 items-center rounded-lg px-3 text-[0.8125rem] font-medium transition-colors duration-(--quick)',
            name === section ? (bottom ? 'text-accent' : 'bg-hover text-ink') : 'text-muted hover:text-ink',
          )}
        >
          {bottom && <Icon size={20} aria-hidden />}
          <span className="max-w-full truncate">{t.nav[name]}</span>
        </a>
      ))}
      {bottom && <PaletteItem />}
    </nav>
  )
}
