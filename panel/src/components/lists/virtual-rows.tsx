import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactElement, type ReactNode, useLayoutEffect, useRef, useState } from 'react'

/** Lists up to this long are simply rendered; longer ones only where they can be seen. */
export const VIRTUAL_FROM = 60

/** A table that was long stays virtual: while somebody types a filter, the remaining rows keep their elements instead of being recreated. */
export function useVirtual(count: number): boolean {
  const [virtual, setVirtual] = useState(false)
  const long = count > VIRTUAL_FROM
  if (long && !virtual) setVirtual(true)
  return virtual || long
}

/** Rows of cards: one beyond the window is far enough. */
const TALL_PX = 120

interface VirtualRowsProps {
  readonly count: number
  /** Height of a row with its gap, in pixels. */
  readonly size: number | ((index: number) => number)
  /** Where heights differ: another text whenever one of them has changed. */
  readonly sizes?: string
  /** The elements of a row, each with a key of its own: one that moves to another row stays the same element. */
  readonly children: (index: number) => readonly ReactElement[]
  /** Takes the place of the rows that are not rendered. */
  readonly spacer: (height: number, ref?: React.Ref<HTMLElement>) => ReactNode
}

/** The rows in and near the window, between two spacers that keep the page's height. */
export function VirtualRows({ count, size, sizes, children, spacer }: VirtualRowsProps) {
  const top = useRef<HTMLElement>(null)
  const [margin, setMargin] = useState(0)
  useLayoutEffect(() => {
    const measure = () => {
      const box = top.current?.getBoundingClientRect()
      if (box) setMargin(Math.round(box.top + window.scrollY))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])
  const sizeOf = typeof size === 'number' ? () => size : size
  const rows = useWindowVirtualizer({
    count,
    estimateSize: sizeOf,
    overscan: sizeOf(0) > TALL_PX ? 1 : 6,
    scrollMargin: margin,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row height makes every place another
  useLayoutEffect(() => {
    rows.measure()
  }, [sizes ?? size, rows])
  const items = rows.getVirtualItems()
  const before = (items[0]?.start ?? margin) - margin
  const after = rows.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin)
  return (
    <>
      {spacer(before, top)}
      {items.flatMap(({ index }) => children(index))}
      {spacer(Math.max(0, after))}
    </>
  )
}
