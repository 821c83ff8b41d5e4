import { useLayoutEffect, useRef } from 'react'
import { cx } from './cx.ts'

export interface TabLink {
  readonly label: string
  readonly href: string
  readonly current: boolean
  readonly count?: string
}

/** Parts of a page with addresses of their own: links, so that they can be opened, shared and gone back from. */
export function TabLinks({
  label,
  tabs,
  className,
}: {
  label: string
  tabs: readonly TabLink[]
  className?: string
}) {
  const nav = useRef<HTMLElement>(null)
  const current = tabs.find((tab) => tab.current)?.href
  // biome-ignore lint/correctness/useExhaustiveDependencies: another current tab is what may lie beyond the edge
  useLayoutEffect(() => {
    const link = nav.current?.querySelector<HTMLElement>('[aria-current]')
    if (nav.current && link)
      nav.current.scrollLeft = link.offsetLeft + link.offsetWidth - nav.current.clientWidth
  }, [current])
  return (
    <nav
      ref={nav}
      aria-label={label}
      className={cx(
        'relative flex shrink-0 gap-1 overflow-x-auto overflow-y-hidden border-b border-line',
        className,
      )}
    >
      {tabs.map(({ label: word, href, current: isCurrent, count }) => (
        <a
          key={href}
          href={href}
          aria-current={isCurrent ? 'page' : undefined}
          className={cx(
            '-mb-px inline-flex min-h-10 items-center gap-2 border-b-2 px-2.5 text-[0.8125rem] max-[24rem]:px-1.5 font-medium whitespace-nowrap focus-visible:-outline-offset-2 pointer-coarse:min-h-11',
            isCurrent ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
          )}
        >
          {word}
          {count && <span className="rounded-full bg-hover px-1.5 text-[0.6875rem] text-muted">{count}</span>}
        </a>
      ))}
    </nav>
  )
}
