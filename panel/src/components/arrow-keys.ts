import type { KeyboardEvent } from 'react'

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }

/** How many items stand side by side: down then means that many further. */
function columnsOf(items: readonly HTMLElement[]): number {
  const top = items[0]?.getBoundingClientRect().top
  const other = items.findIndex((item) => Math.abs(item.getBoundingClientRect().top - (top ?? 0)) > 2)
  return other <= 0 ? Math.max(1, items.length) : other
}

/** Arrow keys, Home and End between the `[data-item]` elements of a list or grid. */
export function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const target = event.target as HTMLElement
  if (!target.matches('[data-item]')) return
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-item]')]
  const at = items.indexOf(target)
  const step = STEPS[event.key]
  const vertical = event.key === 'ArrowDown' || event.key === 'ArrowUp'
  const columns = vertical ? columnsOf(items) : 1
  const single = columns === items.length && vertical
  const next =
    event.key === 'Home'
      ? items[0]
      : event.key === 'End'
        ? items.at(-1)
        : step === undefined
          ? undefined
          : items[at + step * (single ? 1 : columns)]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
}
