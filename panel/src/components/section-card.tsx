import { ArrowRight } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import { cx } from './cx.ts'

/** A titled surface; `href` leads to the whole of what it shows. */
export function SectionCard({
  title,
  aside,
  href,
  children,
  className,
}: {
  title: string
  aside?: ReactNode
  href?: string
  children: ReactNode
  className?: string
}) {
  const { t } = useI18n()
  const id = useId()
  return (
    <section aria-labelledby={id} className={cx('card', className)}>
      <header className="flex min-h-12 items-center gap-3 px-4 pt-2">
        <h2 id={id} className="text-[0.9375rem] font-semibold">
          {title}
        </h2>
        {aside}
        {href && (
          <a
            href={href}
            aria-label={`${t.words.showAll}: ${title}`}
            className="-mr-1 ml-auto inline-flex min-h-9 items-center gap-1 rounded-md px-1 text-xs font-medium text-accent hover:underline"
          >
            {t.words.showAll}
            <ArrowRight size={14} aria-hidden />
          </a>
        )}
      </header>
      {children}
    </section>
  )
}

/** The head of a page: its name, a count, and what can be done. */
export function PageHead({
  title,
  count,
  children,
}: {
  title: string
  count?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-3">
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      {count && <div className="text-muted">{count}</div>}
      {children && (
        <div className="ml-auto flex flex-wrap items-center justify-end gap-2 max-md:ml-0 max-md:w-full max-md:justify-start">
          {children}
        </div>
      )}
    </div>
  )
}
