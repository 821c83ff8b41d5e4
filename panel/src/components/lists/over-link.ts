import type { MouseEvent } from 'react'

/**
 * A card is one big link: its name's, which lies over everything. Texts with more to say on hover stand above it
 * (`over-link`); pressed, they lead where it leads.
 */
export function followCard({ target, currentTarget }: MouseEvent<HTMLElement>): void {
  if (!(target instanceof Element) || !target.closest('.over-link') || target.closest('a, button')) return
  // Selecting text to copy it is not a click.
  if (getSelection()?.isCollapsed === false) return
  currentTarget.querySelector<HTMLElement>('[data-item]')?.click()
}
