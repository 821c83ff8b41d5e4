import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Modal } from '../../components/dialogs/modal.tsx'
import { TextField } from '../../components/fields.tsx'
import type { KeyNeed } from '../../connection/http/key-request.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { settings } from '../../platform/app-settings.ts'

interface KeyDialogProps {
  readonly need: KeyNeed
  readonly server: string
  readonly answer: (given: boolean) => void
}

/** Asks for the key of one server; the action that needs it continues afterwards. */
export default function KeyDialog({ need, server, answer }: KeyDialogProps) {
  const { t } = useI18n()
  const form = useId()
  const [key, setKey] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (key.trim() === '') return
    settings.setKey(server, key.trim())
    answer(true)
  }
  return (
    <Modal
      title={t.key.title}
      description={need === 'missing' ? t.key.missing : t.key.wrong}
      question
      last
      onClose={() => answer(false)}
      footer={
        <>
          <Button onClick={() => answer(false)}>{t.words.cancel}</Button>
          <Button look="primary" type="submit" form={form} disabled={key.trim() === ''}>
            {t.key.continue}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-2">
        <TextField
          label={t.settings.key}
          type="password"
          data-first
          autoComplete="off"
          value={key}
          onChange={(event) => setKey(event.target.value)}
          hint={t.settings.keyHint(server, settings.persistent())}
        />
        <p className="text-xs text-muted">{t.key.where}</p>
      </form>
    </Modal>
  )
}
