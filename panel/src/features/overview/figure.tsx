import type { ReactNode } from 'react'
import { Sparkline } from '../../components/charts/sparkline.tsx'
import { cx } from '../../components/cx.ts'

interface FigureProps {
  readonly name: string
  readonly value: ReactNode
  readonly note: ReactNode
  readonly href: string
  readonly line: readonly (number | null)[]
  /** Colour of the line. */
  readonly lineClass?: string
}

/** One key figure: its name, the figure, a word on it, and its small history. The whole of it leads to its section. */
export function Figure({ name, value, note, href, line, lineClass = 'text-accent' }: FigureProps) {
  return (
    <a
      href={href}
      className="relative flex min-w-0 flex-col overflow-hidden border-line px-2.5 pt-2.5 pb-4 hover:bg-hover sm:px-4"
    >
      <span className="truncate text-[0.6875rem] font-medium text-muted sm:text-xs">{name}</span>
      <span className="relative z-10 flex flex-wrap items-baseline gap-x-2">
        <span className="max-w-full truncate text-xl leading-7 font-semibold tracking-tight tabular-nums">
          {value}
        </span>
        <span className="max-w-full min-w-0 truncate text-xs text-muted">{note}</span>
      </span>
      <Sparkline values={line} className={cx('absolute! inset-x-0 bottom-0 h-3 opacity-60', lineClass)} />
    </a>
  )
}
