import type { LucideIcon } from 'lucide-react'
import { createStore, useStore } from '../../platform/store.ts'

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
const open = createStore<MenuRequest | null>(null)

export const openMenu = (request: MenuRequest): void => open.set(request)
export const closeMenu = (): void => open.set(null)

export const useOpenMenu = (): MenuRequest | null => useStore(open)
