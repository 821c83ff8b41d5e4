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
  /** On a phone it takes a line of its own. */
  readonly wide?: boolean
}

/** One key figure: its name, the figure, a word on it, and its small history. The whole of it leads to its section. */
export function Figure({ name, value, note, href, line, lineClass = 'text-accent', wide }: FigureProps) {
  return (
    <a
      href={href}
      className={cx(
        'card relative flex h-[6.75rem] min-w-0 flex-col overflow-hidden p-3.5 transition-colors duration-(--quick) hover:border-line-strong sm:p-4',
        wide && 'max-sm:col-span-2',
      )}
    >
      <span className="truncate text-xs font-medium text-muted">{name}</span>
      <span className="mt-0.5 block h-8 truncate text-[1.625rem] leading-8 font-semibold tracking-tight">
        {value}
      </span>
      <span className="relative z-10 truncate text-xs text-muted">{note}</span>
      <Sparkline values={line} className={cx('absolute! inset-x-0 bottom-0 h-6 opacity-70', lineClass)} />
    </a>
  )
}
