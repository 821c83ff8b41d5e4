import { EllipsisVertical } from 'lucide-react'
import { useI18n } from '../../i18n/use-i18n.ts'
import { currentKey } from '../../platform/app-settings.ts'
import { IconButton } from '../button.tsx'
import { type MenuItem, openMenu } from './open-menu.ts'

/** Opens the menu; its items are created when it opens. */
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
