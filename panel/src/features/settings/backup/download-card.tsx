import { Download, Eye, EyeOff } from 'lucide-react'
import { useId, useState } from 'react'
import { Button, IconButton } from '../../../components/button.tsx'
import { Segmented, TextField } from '../../../components/fields.tsx'
import { SectionCard } from '../../../components/section-card.tsx'
import { FaultLine } from '../../../components/states/states.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import type { Progress } from './api.ts'
import { backupBody, PROTECTIONS, type Protection } from './choice.ts'
import { useBackup } from './use-backup.ts'
import type { Words } from './words/en.ts'

/** What to encrypt, by which passphrase, and the file. */
export function DownloadCard({ words }: { words: Words }) {
  const { f } = useI18n()
  const [protection, setProtection] = useState<Protection>('everything')
  const [passphrase, setPassphrase] = useState('')
  const backup = useBackup()
  const body = backupBody({ protection, passphrase })
  return (
    <SectionCard title={words.make}>
      <form
        className="flex flex-col gap-4 p-4 pt-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (body !== null && !backup.pending) void backup.run(body)
        }}
      >
        <p className="text-muted">{words.about}</p>
        <Choice words={words} value={protection} onChange={setProtection} />
        {protection !== 'nothing' && (
          <PassphraseField words={words} value={passphrase} onChange={setPassphrase} />
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" look="primary" icon={Download} busy={backup.pending} disabled={body === null}>
            {words.download}
          </Button>
          {backup.pending && (
            <Button look="ghost" onClick={backup.cancel}>
              {words.cancel}
            </Button>
          )}
        </div>
        {backup.pending && <Meter words={words} progress={backup.progress} />}
        <p role="status" className="text-xs break-words text-good empty:hidden">
          {backup.saved && words.saved(backup.saved.name, f.bytes(backup.saved.bytes))}
        </p>
        {backup.fault && <FaultLine what={words.make} fault={backup.fault} />}
      </form>
    </SectionCard>
  )
}

interface ChoiceProps {
  readonly words: Words
  readonly value: Protection
  readonly onChange: (value: Protection) => void
}

function Choice({ words, value, onChange }: ChoiceProps) {
  const choices = PROTECTIONS.map((each) => ({ value: each, label: words.choices[each] }))
  return (
    <div className="flex flex-col gap-1.5">
      <span aria-hidden className="text-xs font-medium text-muted">
        {words.protection}
      </span>
      <Segmented label={words.protection} value={value} choices={choices} onChange={onChange} />
      <p className="text-xs text-muted">{words.effect[value]}</p>
    </div>
  )
}

interface PassphraseFieldProps {
  readonly words: Words
  readonly value: string
  readonly onChange: (value: string) => void
}

function PassphraseField({ words, value, onChange }: PassphraseFieldProps) {
  const [visible, setVisible] = useState(false)
  return (
    <TextField
      label={words.passphrase}
      type={visible ? 'text' : 'password'}
      autoComplete="new-password"
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      hint={words.passphraseHint}
      after={
        <IconButton
          icon={visible ? EyeOff : Eye}
          label={visible ? words.hide : words.show}
          onClick={() => setVisible(!visible)}
          className="size-10"
        />
      }
    />
  )
}

/** Without a figure while the server is still making the file. */
function Meter({ words, progress }: { words: Words; progress: Progress }) {
  const { f } = useI18n()
  const id = useId()
  const { doneBytes = 0, allBytes = null } = progress ?? {}
  const text =
    progress === null
      ? words.preparing
      : allBytes === null
        ? f.bytes(doneBytes)
        : words.progress(f.bytes(doneBytes), f.bytes(allBytes))
  return (
    <div className="flex flex-col gap-1.5">
      <span id={id} className="text-xs text-muted tabular-nums">
        {text}
      </span>
      <progress
        aria-labelledby={id}
        className="h-1.5 w-full accent-(--color-accent)"
        {...(allBytes === null ? {} : { max: allBytes, value: doneBytes })}
      />
    </div>
  )
}
