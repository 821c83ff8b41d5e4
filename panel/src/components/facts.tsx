import { Check, Copy } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { copyText } from '../lib/clipboard.ts'
import { cx } from '../lib/cx.ts'
import { useI18n } from '../lib/i18n/use-i18n.ts'
import { IconButton } from './button.tsx'

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

const COPIED_MS = 1500

/** Copies a text; the button itself tells that it did. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useI18n()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await copyText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), COPIED_MS)
  }
  return (
    <IconButton
      icon={copied ? Check : Copy}
      label={copied ? t.words.copied : `${t.words.copy}${label ? `: ${label}` : ''}`}
      onClick={() => void copy()}
      className={cx('-my-2', copied && 'text-good')}
    />
  )
}

/** A long identifier: cut in the middle of a line, whole on hover, with a button to copy it. */
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
