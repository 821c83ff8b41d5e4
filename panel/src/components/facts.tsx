import { Check, CircleX, Copy } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import { copyText } from '../platform/clipboard.ts'
import { IconButton } from './button.tsx'
import { cx } from './cx.ts'

/** A list of named facts. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return <dl className={cx('grid gap-x-6 gap-y-3', className)}>{children}</dl>
}

export function Fact({ name, children, wide }: { name: string; children: ReactNode; wide?: boolean }) {
  return (
    <div className={cx('min-w-0', wide && 'col-span-full')}>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="foreign mt-0.5 font-medium">{children}</dd>
    </div>
  )
}

const TOLD_MS = 1500

interface CopyButtonProps {
  readonly text: string | (() => string)
  /** What is copied. */
  readonly label?: string
  readonly className?: string
}

/** Copies a text; the button itself shows whether it did. */
export function CopyButton({ text, label, className = '-my-2' }: CopyButtonProps) {
  const { t } = useI18n()
  const [copied, setCopied] = useState<boolean | null>(null)
  const copy = async () => {
    setCopied(await copyText(typeof text === 'string' ? text : text()))
    setTimeout(() => setCopied(null), TOLD_MS)
  }
  const offer = `${t.words.copy}${label ? `: ${label}` : ''}`
  return (
    <IconButton
      icon={copied === null ? Copy : copied ? Check : CircleX}
      label={copied === null ? offer : copied ? t.words.copied : t.words.notCopied}
      onClick={() => void copy()}
      className={cx(className, copied === true && 'text-good', copied === false && 'text-bad')}
    />
  )
}

/** A long identifier: cut at its end, whole on hover, with a button to copy it. */
export function Identifier({ text, label }: { text: string; label?: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <code title={text} className="min-w-0 truncate font-mono text-xs">
        {text}
      </code>
      <CopyButton text={text} {...(label === undefined ? {} : { label })} />
    </span>
  )
}
