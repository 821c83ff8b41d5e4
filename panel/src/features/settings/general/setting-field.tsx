import type { SettingView } from '@acestream-orchestrator/contract/settings'
import { useId } from 'react'
import { Button } from '../../../components/button.tsx'
import { cx } from '../../../components/cx.ts'
import { Select } from '../../../components/fields.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { asSentence, valueShown } from './check.ts'
import { useWords } from './words/use-words.ts'

interface FieldProps {
  readonly setting: SettingView
  /** As typed; undefined: untouched, null: back to the default. */
  readonly draft: string | null | undefined
  readonly fault: string | null
  readonly onChange: (draft: string | null | undefined) => void
}

/** Where the value comes from. */
export function SourceBadge({ source }: { source: SettingView['source'] }) {
  const words = useWords()
  return (
    <span
      className={cx(
        'rounded-full px-2 py-0.5 text-[0.6875rem] font-medium whitespace-nowrap',
        source === 'panel' ? 'bg-accent-soft text-accent' : 'bg-hover text-muted',
      )}
    >
      {words.sources[source]}
    </span>
  )
}

function Input({ setting, draft, fault, onChange, id, label }: FieldProps & { id: string; label: string }) {
  const words = useWords()
  const { shape, value, fixed, fallback } = setting
  const shown =
    draft === null ? (fallback ?? '') : (draft ?? (setting.source === 'default' ? (fallback ?? '') : value))
  const choices =
    shape?.kind === 'flag' ? ['true', 'false'] : shape?.kind === 'choice' ? [...shape.words] : null
  const word = (choice: string) =>
    shape?.kind === 'flag' ? (choice === 'true' ? words.on : words.off) : choice
  if (fixed !== null)
    return <p className="foreign text-sm font-medium break-all">{valueShown(setting, words)}</p>
  if (choices) {
    const current = choices.includes(shown) ? shown : value
    const all = choices.includes(current) ? choices : ['', ...choices]
    return (
      <Select
        label={label}
        value={all.includes(current) ? current : ''}
        choices={all.map((choice) => ({ value: choice, label: choice === '' ? words.unset : word(choice) }))}
        onChange={onChange}
        className="w-full"
      />
    )
  }
  return (
    <span className="flex items-center gap-2">
      <input
        id={id}
        aria-describedby={`${id}-hint`}
        aria-invalid={fault ? true : undefined}
        inputMode={shape?.kind === 'integer' ? 'numeric' : shape?.kind === 'memory' ? 'text' : 'decimal'}
        autoComplete="off"
        placeholder={fallback ?? words.unset}
        value={shown}
        onChange={({ target }) => onChange(target.value === '' && fallback === null ? null : target.value)}
        className="h-9 w-full min-w-0 rounded-lg border border-line-strong bg-sunken px-3 text-sm text-ink tabular-nums placeholder:text-faint aria-invalid:border-bad pointer-coarse:h-11 pointer-coarse:text-base"
      />
      {shape?.kind === 'seconds' && <span className="text-xs text-muted">{words.seconds}</span>}
    </span>
  )
}

/** One setting: what it is, what it is set to and by whom, and what is wrong with what was typed. */
export function SettingField(props: FieldProps) {
  const { setting, draft, fault, onChange } = props
  const words = useWords()
  const { say } = useI18n()
  const id = useId()
  const { name, source, saved, fixed, unused } = setting
  const label = words.labels[name] ?? name
  return (
    <div className="grid gap-x-6 gap-y-2 border-t border-line px-4 py-3 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_13rem] sm:items-start">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <label htmlFor={id} className="text-sm font-medium">
            {label}
          </label>
          <SourceBadge source={draft === undefined ? source : draft === null ? 'default' : 'panel'} />
          <code className="foreign text-[0.6875rem] text-faint max-sm:hidden">{name}</code>
        </div>
        <p
          id={`${id}-hint`}
          className={cx('mt-0.5 text-xs', fault ? 'text-bad' : 'text-muted')}
          role={fault ? 'alert' : undefined}
        >
          {fault === null ? (words.docs[name] ?? setting.doc) : asSentence(fault)}
        </p>
        {fixed !== null && <p className="text-xs text-muted">{asSentence(say(setting, 'fixed') ?? '')}</p>}
        {unused !== null && (
          <p className="text-xs text-warn">
            {words.notUsed}: {say(setting, 'unused')}
          </p>
        )}
      </div>
      <div className="flex flex-col gap-1">
        <Input {...props} id={id} label={label} />
        {draft !== undefined && (
          <Button look="ghost" className="self-start" onClick={() => onChange(undefined)}>
            {words.undo}
          </Button>
        )}
        {draft === undefined && saved !== null && (
          <Button look="ghost" className="self-start" onClick={() => onChange(null)}>
            {words.reset}
          </Button>
        )}
      </div>
    </div>
  )
}
