// components/: parts without knowledge of a page; by subject in actions, charts, dialogs, lists, menus and states.

import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { cx } from './cx.ts'

const LOOKS = {
  plain: 'border-line bg-raised text-ink hover:bg-hover hover:border-line-strong',
  primary: 'border-transparent bg-accent-fill text-accent-ink hover:brightness-110',
  danger: 'border-transparent bg-bad-fill text-accent-ink hover:brightness-110',
  ghost: 'border-transparent text-muted hover:bg-hover hover:text-ink',
} as const

const BUTTON =
  'inline-flex min-h-9 shrink-0 items-center justify-center gap-2 rounded-lg border px-3 text-[0.8125rem] font-medium whitespace-nowrap transition-colors duration-(--quick) pointer-coarse:min-h-11'

export type ButtonLook = keyof typeof LOOKS

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: ButtonLook
  readonly icon?: LucideIcon
  readonly busy?: boolean
}

/** A button with text. `busy` keeps its width and is announced to screen readers. */
export function Button({
  look = 'plain',
  icon: Icon,
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cx(BUTTON, 'disabled:cursor-default disabled:opacity-55', LOOKS[look], className)}
      {...rest}
    >
      {Icon && <Icon size={15} aria-hidden className={busy ? 'animate-pulse' : undefined} />}
      {children}
    </button>
  )
}

/** A link to another part of the panel that looks like a button. */
export function ButtonLink({
  href,
  icon: Icon,
  label,
  className,
  children,
}: {
  href: string
  icon?: LucideIcon
  /** What it is called for those who don't see what it stands beside. */
  label?: string
  className?: string
  children: ReactNode
}) {
  return (
    <a href={href} aria-label={label} className={cx(BUTTON, LOOKS.plain, className)}>
      {Icon && <Icon size={15} aria-hidden />}
      {children}
    </a>
  )
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: LucideIcon
  readonly label: string
}

/** A button that is only a picture: its label is what screen readers say and the mouse finds. */
export function IconButton({ icon: Icon, label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={cx(
        'inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-muted transition-colors duration-(--quick) hover:bg-hover hover:text-ink pointer-coarse:size-11 disabled:opacity-50',
        className,
      )}
      {...rest}
    >
      <Icon size={17} aria-hidden />
    </button>
  )
}
