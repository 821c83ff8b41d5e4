import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'

/** Lists up to this long are simply rendered; longer ones only where they can be seen. */
export const VIRTUAL_FROM = 60

/** Rows of cards: one beyond the window is far enough. */
const TALL_PX = 120

interface VirtualRowsProps {
  readonly count: number
  /** Height of every row with its gap, in pixels. */
  readonly size: number
  readonly children: (index: number) => ReactNode
  /** What stands for the rows that are not rendered. */
  readonly spacer: (height: number, ref?: React.Ref<HTMLElement>) => ReactNode
}

/** The rows in and near the window, between two spacers that keep the page's height. */
export function VirtualRows({ count, size, children, spacer }: VirtualRowsProps) {
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
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => size,
    overscan: size > TALL_PX ? 1 : 6,
    scrollMargin: margin,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row height makes every place another
  useLayoutEffect(() => {
    rows.measure()
  }, [size, rows])
  const items = rows.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? -1
  return (
    <>
      {spacer(first * size, top)}
      {items.map(({ index }) => children(index))}
      {spacer(Math.max(0, count - 1 - last) * size)}
    </>
  )
}
