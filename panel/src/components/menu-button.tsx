import { EllipsisVertical } from 'lucide-react'
import { type MenuItem, openMenu } from '../lib/menus.ts'
import { IconButton } from './button.tsx'

/** Opens the menu; its items are made only when asked for. */
export function MenuButton({ label, items }: { label: string; items: () => readonly MenuItem[] }) {
  return (
    <IconButton
      icon={EllipsisVertical}
      label={label}
      aria-haspopup="menu"
      onClick={(event) => openMenu({ anchor: event.currentTarget, label, items: items() })}
    />
  )
}
