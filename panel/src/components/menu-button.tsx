import { EllipsisVertical } from 'lucide-react'
import { currentKey } from '../lib/app-settings.ts'
import { useI18n } from '../lib/i18n/use-i18n.ts'
import { type MenuItem, openMenu } from '../lib/menus.ts'
import { IconButton } from './button.tsx'

/** Opens the menu; its items are made only when asked for. */
export function MenuButton({ label, items }: { label: string; items: () => readonly MenuItem[] }) {
  const { t } = useI18n()
  return (
    <IconButton
      icon={EllipsisVertical}
      label={label}
      aria-haspopup="menu"
      onClick={(event) =>
        openMenu({
          anchor: event.currentTarget,
          label,
          items: items(),
          ...(currentKey() === null ? { note: t.key.hint } : {}),
        })
      }
    />
  )
}
