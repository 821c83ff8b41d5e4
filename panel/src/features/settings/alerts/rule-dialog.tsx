import type { AlertRule, AlertRuleDraft, NotifierList } from '@acestream-orchestrator/contract/alert'
import { useCallback, useState } from 'react'
import { Checkbox, TextField } from '../../../components/fields.tsx'
import { saveRule } from './api.ts'
import { FormDialog } from './form-dialog.tsx'
import type { Words } from './words/en.ts'

const NEW: AlertRuleDraft = {
  enabled: true,
  severities: ['critical', 'warning'],
  delay_s: 60,
  gather_s: 30,
  repeat_s: null,
  tells_resolved: true,
  quiet: null,
  notifiers: null,
}
const SEVERITIES = ['critical', 'warning', 'info'] as const

/** A person's night, where the person is. */
const nightHere = () => ({
  from: '23:00',
  to: '07:00',
  time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  except_critical: true,
})

const toggled = <T,>(list: readonly T[], item: T, on: boolean): T[] =>
  on ? [...list.filter((each) => each !== item), item] : list.filter((each) => each !== item)

/** Adds or changes a rule. */
export default function RuleDialog({
  rule,
  list,
  words,
  onClose,
}: {
  rule: AlertRule | null
  list: NotifierList
  words: Words
  onClose: () => void
}) {
  const { id: _, origin: __, ...before } = rule ?? { id: '', origin: 'panel', ...NEW }
  const [draft, setDraft] = useState<AlertRuleDraft>(before)
  const set = (change: Partial<AlertRuleDraft>) => setDraft({ ...draft, ...change })
  const act = useCallback(async () => {
    await saveRule(rule?.id ?? null, { ...draft, revision: list.revision })
  }, [draft, rule, list.revision])
  return (
    <FormDialog title={words.editRule} save={words.save} what={words.saveFailed} act={act} onClose={onClose}>
      {() => (
        <>
          <Group label={words.tell}>
            {SEVERITIES.map((each) => (
              <Tick
                key={each}
                word={words.severities[each]}
                on={draft.severities.includes(each)}
                onChange={(on) => set({ severities: toggled(draft.severities, each, on) })}
              />
            ))}
          </Group>
          <div className="grid grid-cols-2 gap-3">
            <NumberField
              label={words.delay}
              value={draft.delay_s}
              onChange={(delay_s) => set({ delay_s: delay_s ?? 0 })}
            />
            <NumberField
              label={words.gather}
              hint={words.gatherHint}
              value={draft.gather_s}
              onChange={(gather_s) => set({ gather_s: gather_s ?? 0 })}
            />
          </div>
          <NumberField
            label={words.repeat}
            hint={words.repeatHint}
            value={draft.repeat_s === null ? null : draft.repeat_s / 60}
            onChange={(minutes) => set({ repeat_s: minutes === null ? null : minutes * 60 })}
          />
          <Tick
            word={words.tellsResolved}
            on={draft.tells_resolved}
            onChange={(tells_resolved) => set({ tells_resolved })}
          />
          <Tick
            word={words.quiet}
            on={draft.quiet !== null}
            onChange={(on) => set({ quiet: on ? nightHere() : null })}
          />
          {draft.quiet !== null && (
            <Quiet quiet={draft.quiet} words={words} onChange={(quiet) => set({ quiet })} />
          )}
          <Group label={words.through}>
            <Tick
              word={words.all}
              on={draft.notifiers === null}
              onChange={(on) => set({ notifiers: on ? null : [] })}
            />
            {draft.notifiers !== null &&
              list.notifiers.map(({ id, name }) => (
                <Tick
                  key={id}
                  word={name}
                  on={draft.notifiers?.includes(id) ?? false}
                  onChange={(on) => set({ notifiers: toggled(draft.notifiers ?? [], id, on) })}
                />
              ))}
          </Group>
          <div className="border-t border-line pt-3">
            <Tick word={words.enabled} on={draft.enabled} onChange={(enabled) => set({ enabled })} />
          </div>
        </>
      )}
    </FormDialog>
  )
}

type QuietHours = NonNullable<AlertRuleDraft['quiet']>

function Quiet({
  quiet,
  words,
  onChange,
}: {
  quiet: QuietHours
  words: Words
  onChange: (quiet: QuietHours) => void
}) {
  return (
    <div className="flex flex-col gap-3 border-l-2 border-line pl-3">
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label={words.quietFrom}
          type="time"
          value={quiet.from.padStart(5, '0')}
          hint={quiet.time_zone}
          onChange={(event) => onChange({ ...quiet, from: event.target.value })}
        />
        <TextField
          label={words.quietTo}
          type="time"
          value={quiet.to.padStart(5, '0')}
          onChange={(event) => onChange({ ...quiet, to: event.target.value })}
        />
      </div>
      <Tick
        word={words.exceptCritical}
        on={quiet.except_critical}
        onChange={(except_critical) => onChange({ ...quiet, except_critical })}
      />
    </div>
  )
}

function Group({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-xs font-medium text-muted">{label}</legend>
      {children}
    </fieldset>
  )
}

function Tick({ word, on, onChange }: { word: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <Checkbox checked={on} onChange={onChange} className="gap-2.5 text-ink">
      {word}
    </Checkbox>
  )
}

function NumberField({
  label,
  hint,
  value,
  onChange,
}: {
  label: string
  hint?: string
  value: number | null
  onChange: (value: number | null) => void
}) {
  return (
    <TextField
      label={label}
      hint={hint}
      type="number"
      min={0}
      inputMode="numeric"
      value={value ?? ''}
      onChange={(event) =>
        onChange(event.target.value === '' ? null : Math.max(0, Math.round(Number(event.target.value))))
      }
    />
  )
}
