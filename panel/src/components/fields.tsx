import type { LucideIcon } from 'lucide-react'
import { Check, ChevronDown, Search } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { cx } from './cx.ts'

export interface Choice<T extends string> {
  readonly value: T
  readonly label: string
}

/** A native select: the best one on every phone, and two kilobytes lighter than any other. */
export function Select<T extends string>({
  label,
  value,
  choices,
  onChange,
  hiddenLabel = true,
  className,
}: {
  label: string
  value: T
  choices: readonly Choice<T>[]
  onChange: (value: T) => void
  hiddenLabel?: boolean
  className?: string
}) {
  const id = useId()
  return (
    <span className={cx('inline-flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className={hiddenLabel ? 'sr-only' : 'text-xs font-medium text-muted'}>
        {label}
      </label>
      <span className="relative inline-flex">
        <select
          id={id}
          value={value}
          onChange={(event) => {
            const chosen = choices.find((choice) => choice.value === event.target.value)
            if (chosen) onChange(chosen.value)
          }}
          className="h-9 w-full appearance-none rounded-lg border border-line bg-raised pr-8 pl-3 text-[0.8125rem] font-medium text-ink hover:border-line-strong pointer-coarse:h-11 pointer-coarse:text-base"
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} className="bg-raised text-ink">
              {choice.label}
            </option>
          ))}
        </select>
        <ChevronDown
          size={14}
          aria-hidden
          className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-muted"
        />
      </span>
    </span>
  )
}

/** A row of choices of which one is on. */
export function Segmented<T extends string>({
  label,
  value,
  choices,
  onChange,
  className,
}: {
  label: string
  value: T
  choices: readonly (Choice<T> & { icon?: LucideIcon })[]
  onChange: (value: T) => void
  className?: string
}) {
  const name = useId()
  return (
    <fieldset className={cx('inline-flex rounded-lg border border-line bg-sunken p-0.5', className)}>
      <legend className="sr-only">{label}</legend>
      {choices.map(({ value: choice, label: word, icon: Icon }) => (
        <label
          key={choice}
          className="relative inline-flex min-h-8 flex-1 cursor-pointer items-center justify-center gap-1.5 rounded-md px-2.5 text-xs font-medium whitespace-nowrap text-muted transition-colors duration-(--quick) hover:text-ink has-checked:bg-raised has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:min-h-10"
        >
          <input
            type="radio"
            name={name}
            value={choice}
            checked={choice === value}
            onChange={() => onChange(choice)}
            className="sr-only"
          />
          {Icon && <Icon size={14} aria-hidden />}
          {word}
        </label>
      ))}
    </fieldset>
  )
}

/** A box to tick. All of it can be pressed, the words beside it too. */
export function Checkbox({
  onChange,
  children,
  className,
  ...input
}: {
  checked: boolean
  onChange: (on: boolean) => void
  disabled?: boolean
  'aria-label'?: string
  children?: ReactNode
  className?: string
}) {
  return (
    <label className={cx('flex items-center has-enabled:cursor-pointer', className)}>
      <span className="relative inline-flex shrink-0">
        <input
          type="checkbox"
          onChange={(event) => onChange(event.target.checked)}
          className="peer size-4.5 appearance-none rounded-[0.3125rem] border border-line-strong bg-sunken enabled:cursor-pointer enabled:hover:border-accent checked:border-accent-fill checked:bg-accent-fill disabled:opacity-50 forced-colors:appearance-auto"
          {...input}
        />
        <Check
          size={14}
          strokeWidth={3}
          aria-hidden
          className="pointer-events-none absolute inset-0 m-auto text-accent-ink opacity-0 peer-checked:opacity-100 forced-colors:hidden"
        />
      </span>
      {children}
    </label>
  )
}

/** The filter of a list; `/` brings the focus here. */
export function FilterField({
  label,
  value,
  onChange,
  className,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  className?: string
}) {
  return (
    <span className={cx('relative inline-flex', className)}>
      <Search
        size={15}
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-muted"
      />
      <input
        type="search"
        data-filter
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value !== '') return
          event.currentTarget.blur()
        }}
        className="h-9 w-full rounded-lg border border-line bg-raised pr-3 pl-9 text-[0.8125rem] text-ellipsis text-ink placeholder:text-faint hover:border-line-strong pointer-coarse:h-11 pointer-coarse:text-base"
      />
    </span>
  )
}

/** A labelled line of text to type. */
export function TextField({
  label,
  hint,
  fault,
  after,
  ...input
}: {
  label: string
  hint?: ReactNode
  fault?: string | null
  after?: ReactNode
} & { 'data-first'?: boolean } & Omit<React.InputHTMLAttributes<HTMLInputElement>, 'className' | 'id'>) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-xs font-medium text-muted">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          aria-describedby={`${id}-hint`}
          aria-invalid={fault ? true : undefined}
          className="h-10 w-full min-w-0 flex-1 rounded-lg border border-line-strong bg-sunken px-3 text-sm text-ink placeholder:text-faint aria-invalid:border-bad pointer-coarse:h-11 pointer-coarse:text-base"
          {...input}
        />
        {after}
      </div>
      <p id={`${id}-hint`} className={cx('foreign text-xs', fault ? 'text-bad' : 'text-muted')}>
        {fault ?? hint}
      </p>
    </div>
  )
}
