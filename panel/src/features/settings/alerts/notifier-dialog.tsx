import type {
  Notifier,
  NotifierField,
  NotifierKind,
  NotifierList,
} from '@acestream-orchestrator/contract/alert'
import { useCallback, useState } from 'react'
import { Checkbox, Select, TextField } from '../../../components/fields.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { saveNotifier } from './api.ts'
import type { FieldFault } from './field-faults.ts'
import { FormDialog } from './form-dialog.tsx'
import type { Words } from './words/en.ts'

/** Adds or changes a notifier. What is secret is written and never shown: empty keeps it. */
export default function NotifierDialog({
  notifier,
  list,
  words,
  onClose,
}: {
  notifier: Notifier | null
  list: NotifierList
  words: Words
  onClose: () => void
}) {
  const { language } = useI18n()
  const [kind, setKind] = useState<NotifierKind>(notifier?.kind ?? 'ntfy')
  const [name, setName] = useState(notifier?.name ?? '')
  const [enabled, setEnabled] = useState(notifier?.enabled ?? true)
  const [spoken, setSpoken] = useState<'en' | 'es'>(notifier?.language ?? language)
  const [values, setValues] = useState<Readonly<Record<string, string>>>(notifier?.fields ?? {})
  const fields = list.kinds.find((each) => each.kind === kind)?.fields ?? []
  const act = useCallback(async () => {
    const sent = fields.flatMap((each) => fieldToSend(each, values[each.name], notifier))
    const draft = {
      name: name.trim() || words.kinds[kind],
      enabled,
      language: spoken,
      fields: Object.fromEntries(sent),
      revision: list.revision,
    }
    await saveNotifier(notifier?.id ?? null, notifier === null ? { kind, ...draft } : draft)
  }, [fields, values, name, kind, enabled, spoken, notifier, list.revision, words])
  return (
    <FormDialog
      title={notifier === null ? words.add : notifier.name}
      save={words.save}
      what={words.saveFailed}
      act={act}
      onClose={onClose}
    >
      {(faults) => (
        <>
          {notifier === null && (
            <Select
              label={words.kind}
              hiddenLabel={false}
              value={kind}
              choices={list.kinds.map((each) => ({ value: each.kind, label: words.kinds[each.kind] }))}
              onChange={setKind}
            />
          )}
          <TextField
            label={words.name}
            value={name}
            maxLength={100}
            placeholder={words.kinds[kind]}
            onChange={(event) => setName(event.target.value)}
          />
          {fields.map((each) => (
            <Field
              key={each.name}
              field={each}
              words={words}
              value={values[each.name] ?? ''}
              isSet={notifier?.secrets_set.includes(each.name) ?? false}
              fault={faults.get(each.name)}
              onChange={(value) => setValues({ ...values, [each.name]: value })}
            />
          ))}
          <Select
            label={words.language}
            hiddenLabel={false}
            value={spoken}
            choices={[
              { value: 'en', label: words.languages.en },
              { value: 'es', label: words.languages.es },
            ]}
            onChange={setSpoken}
          />
          <Checkbox checked={enabled} onChange={setEnabled} className="gap-2.5 text-ink">
            {words.enabled}
          </Checkbox>
        </>
      )}
    </FormDialog>
  )
}

/** An empty secret stays as it is; any other empty field is emptied. */
function fieldToSend(
  { name, secret }: NotifierField,
  value: string | undefined,
  notifier: Notifier | null,
): [string, string | null][] {
  const isEmpty = (value ?? '').trim() === ''
  if (!isEmpty) return [[name, value ?? '']]
  return secret || notifier === null ? [] : [[name, null]]
}

function Field({
  field,
  words,
  value,
  isSet,
  fault,
  onChange,
}: {
  field: NotifierField
  words: Words
  value: string
  isSet: boolean
  fault: FieldFault | undefined
  onChange: (value: string) => void
}) {
  const { say } = useI18n()
  const label = words.fields[field.name] ?? field.name
  const shown = value || (field.fallback ?? '')
  if (field.type === 'flag')
    return (
      <Checkbox
        checked={shown === 'true'}
        onChange={(on) => onChange(String(on))}
        className="gap-2.5 text-ink"
      >
        {label}
      </Checkbox>
    )
  if (field.type === 'choice')
    return (
      <Select
        label={label}
        hiddenLabel={false}
        value={shown}
        choices={field.allowed.map((each) => ({ value: each, label: each }))}
        onChange={onChange}
      />
    )
  return (
    <TextField
      label={label}
      value={value}
      type={field.secret && field.type !== 'url' ? 'password' : 'text'}
      autoComplete="off"
      spellCheck={false}
      hint={hintOf(field, words, isSet)}
      fault={fault === undefined ? null : say(fault, 'fault')}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

function hintOf({ type, required, fallback }: NotifierField, words: Words, isSet: boolean): string | null {
  if (isSet) return words.isSet
  if (type === 'template') return words.placeholders
  if (fallback !== null) return words.fallback(fallback)
  return required ? words.required : null
}
