import type { KeyboardEvent } from 'react'

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }

/** How many items stand side by side: down then means that many further. */
function columnsOf(items: readonly HTMLElement[]): number {
  const top = items[0]?.getBoundingClientRect().top
  const other = items.findIndex((item) => Math.abs(item.getBoundingClientRect().top - (top ?? 0)) > 2)
  return other <= 0 ? Math.max(1, items.length) : other
}

const itemsOf = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('[data-item]')]

function goTo(item: HTMLElement): void {
  item.focus()
  item.scrollIntoView({ block: 'nearest' })
}

/** A long list renders its ends only once they can be seen: that takes a frame, and another until it is done. */
function goToEnd(list: HTMLElement, end: 'start' | 'end'): void {
  list.scrollIntoView({ block: end })
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const item = itemsOf(list).at(end === 'start' ? 0 : -1)
      if (item) goTo(item)
    }),
  )
}

/** Arrow keys, Home and End between the `[data-item]` elements of a list or grid. */
export function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const target = event.target as HTMLElement
  if (!target.matches('[data-item]')) return
  if (event.key === 'Home' || event.key === 'End') {
    event.preventDefault()
    goToEnd(event.currentTarget, event.key === 'Home' ? 'start' : 'end')
    return
  }
  const items = itemsOf(event.currentTarget)
  const at = items.indexOf(target)
  const step = STEPS[event.key]
  const vertical = event.key === 'ArrowDown' || event.key === 'ArrowUp'
  const columns = vertical ? columnsOf(items) : 1
  const single = columns === items.length && vertical
  const next = step === undefined ? undefined : items[at + step * (single ? 1 : columns)]
  if (next === undefined) return
  event.preventDefault()
  goTo(next)
}
