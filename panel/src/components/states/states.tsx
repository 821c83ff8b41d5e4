// components/states/: empty, loading, failed and broken; status marks and the connection mark.

import type { LucideIcon } from 'lucide-react'
import { RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Fault } from '../../connection/http/fault.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { Button } from '../button.tsx'
import { cx } from '../cx.ts'
import { FaultText } from './fault-text.tsx'

/** Nothing to show, and what to do next. */
export function EmptyState({
  icon: Icon,
  title,
  hint,
  children,
}: {
  icon: LucideIcon
  title: string
  hint?: string
  children?: ReactNode
}) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <span className="mb-1 flex size-12 items-center justify-center rounded-2xl bg-sunken text-muted">
        <Icon size={22} aria-hidden />
      </span>
      <p className="text-base font-semibold">{title}</p>
      {hint && <p className="max-w-md text-muted">{hint}</p>}
      {children && <div className="mt-3 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  )
}

/** What went wrong, in the place where it was wanted, with a way to try again. */
export function ErrorState({ title, fault, onRetry }: { title: string; fault: Fault; onRetry: () => void }) {
  const { t } = useI18n()
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center" role="alert">
      <span className="mb-1 flex size-12 items-center justify-center rounded-2xl bg-bad-soft text-bad">
        <TriangleAlert size={22} aria-hidden />
      </span>
      <p className="text-base font-semibold">{title}</p>
      <p className="foreign max-w-md text-muted">
        <FaultText fault={fault} />
      </p>
      <Button icon={RotateCw} className="mt-3" onClick={onRetry}>
        {t.words.retry}
      </Button>
    </div>
  )
}

/** A failed action, said in one line. */
export function FaultLine({ what, fault, className }: { what: string; fault: Fault; className?: string }) {
  return (
    <p
      role="alert"
      className={cx(
        'foreign flex items-start gap-2 rounded-lg bg-bad-soft px-3 py-2 text-xs text-bad',
        className,
      )}
    >
      <TriangleAlert size={15} aria-hidden className="mt-px shrink-0" />
      <span>
        <FaultText what={what} fault={fault} />
      </span>
    </p>
  )
}

/** The same with a way to try again, where the rest stays as it is. */
export function RetryLine({
  what,
  fault,
  onRetry,
  className,
}: {
  what: string
  fault: Fault
  onRetry: () => void
  className?: string
}) {
  const { t } = useI18n()
  return (
    <div className={cx('flex flex-wrap items-center justify-end gap-2', className)}>
      <FaultLine what={what} fault={fault} className="min-w-56 flex-1" />
      <Button icon={RotateCw} onClick={onRetry}>
        {t.words.retry}
      </Button>
    </div>
  )
}

/** A quiet placeholder of the size of what will come. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('animate-pulse rounded-lg bg-hover', className)} />
}
