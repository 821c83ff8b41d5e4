import type { LucideIcon } from 'lucide-react'
import { useSyncExternalStore } from 'react'

export interface MenuItem {
  readonly label: string
  readonly icon: LucideIcon
  readonly onSelect: () => void
  readonly danger?: boolean
  readonly disabled?: boolean
}

export interface MenuRequest {
  readonly anchor: HTMLElement
  readonly label: string
  readonly items: readonly MenuItem[]
  /** Said below the items. */
  readonly note?: string
}

/** One menu for the whole page: two hundred cards need two hundred buttons, not two hundred menus. */
let open: MenuRequest | null = null
const listeners = new Set<() => void>()

function set(next: MenuRequest | null): void {
  open = next
  for (const listener of listeners) listener()
}

export const openMenu = (request: MenuRequest): void => set(request)
export const closeMenu = (): void => set(null)

export const useOpenMenu = (): MenuRequest | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => open,
  )
