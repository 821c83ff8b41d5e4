import type { ReactNode } from 'react'

/** Where the line of a figure lies: behind it, at its foot. */
export const FIGURE_LINE = 'absolute! inset-x-0 bottom-0 h-3 opacity-60'

interface FigureProps {
  readonly name: string
  readonly value: ReactNode
  readonly note: ReactNode
  readonly href: string
  /** Its small history. */
  readonly line?: ReactNode
}

/** One key figure: its name, the figure, a word on it, and its small history. The whole of it leads to its section. */
export function Figure({ name, value, note, href, line }: FigureProps) {
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
      {line}
    </a>
  )
}
