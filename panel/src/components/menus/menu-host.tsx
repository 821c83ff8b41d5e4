// components/menus/: the one menu of the page and the buttons that open it.

import { CSPProvider } from '@base-ui/react/csp-provider'
import { Menu } from '@base-ui/react/menu'
import { cx } from '../cx.ts'
import { closeMenu, useOpenMenu } from './open-menu.ts'

/** The landmark or dialog that the button is in: what opens from it belongs there too. */
const surroundingsOf = (anchor: HTMLElement): HTMLElement =>
  anchor.closest<HTMLElement>('[role="dialog"], main') ?? document.body

/** Shows the open menu beside its button. */
export function MenuHost() {
  const menu = useOpenMenu()
  if (menu === null) return null
  return (
    <CSPProvider disableStyleElements>
      <Menu.Root
        open
        onOpenChange={(open) => {
          if (!open) closeMenu()
        }}
      >
        <Menu.Portal container={surroundingsOf(menu.anchor)}>
          <Menu.Positioner
            anchor={menu.anchor}
            align="end"
            sideOffset={6}
            collisionPadding={8}
            className="z-50 outline-none"
          >
            <Menu.Popup
              aria-label={menu.label}
              finalFocus={() => menu.anchor}
              className="max-h-(--available-height) min-w-48 overflow-y-auto overscroll-contain rounded-xl border border-line bg-raised p-1 text-ink shadow-float outline-none"
            >
              {menu.items.map(({ label, icon: Icon, onSelect, danger, disabled }) => (
                <Menu.Item
                  key={label}
                  disabled={disabled ?? false}
                  onClick={onSelect}
                  className={cx(
                    'flex min-h-9 cursor-default items-center gap-2.5 rounded-lg px-2.5 text-[0.8125rem] font-medium outline-none select-none data-disabled:opacity-50 data-highlighted:bg-accent-soft pointer-coarse:min-h-11',
                    danger ? 'text-bad' : 'text-ink',
                  )}
                >
                  <Icon size={16} aria-hidden className={danger ? '' : 'text-muted'} />
                  {label}
                </Menu.Item>
              ))}
              {menu.note && <p className="max-w-56 px-2.5 pt-1 pb-1.5 text-xs text-muted">{menu.note}</p>}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </CSPProvider>
  )
}
