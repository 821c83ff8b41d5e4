import { cx } from '../lib/cx.ts'

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
  return (
    <nav
      aria-label={label}
      className={cx('flex shrink-0 gap-1 overflow-x-auto overflow-y-hidden border-b border-line', className)}
    >
      {tabs.map(({ label: word, href, current, count }) => (
        <a
          key={href}
          href={href}
          aria-current={current ? 'page' : undefined}
          className={cx(
            '-mb-px inline-flex min-h-10 items-center gap-2 border-b-2 px-2.5 text-[0.8125rem] font-medium whitespace-nowrap pointer-coarse:min-h-11',
            current ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
          )}
        >
          {word}
          {count && <span className="rounded-full bg-hover px-1.5 text-[0.6875rem] text-muted">{count}</span>}
        </a>
      ))}
    </nav>
  )
}
