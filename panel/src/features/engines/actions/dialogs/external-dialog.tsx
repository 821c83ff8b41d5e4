import { type FormEvent, useCallback, useId, useState } from 'react'
import { useAction } from '../../../../components/actions/use-action.ts'
import { Button } from '../../../../components/button.tsx'
import { KeyHint } from '../../../../components/dialogs/confirm.tsx'
import { Modal } from '../../../../components/dialogs/modal.tsx'
import { TextField } from '../../../../components/fields.tsx'
import { FaultLine } from '../../../../components/states/states.tsx'
import { useI18n } from '../../../../i18n/use-i18n.ts'
import { addEngine, FLEET_TARGET } from '../../api.ts'

/** Registers an engine that runs elsewhere. */
export default function ExternalDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  const words = t.actions.external
  const form = useId()
  const [host, setHost] = useState('')
  const [port, setPort] = useState('6878')
  const [name, setName] = useState('')
  const add = useAction(
    useCallback(async () => {
      await addEngine({
        host: host.trim(),
        port: Number(port),
        ...(name.trim() ? { name: name.trim() } : {}),
      })
      onClose()
    }, [host, port, name, onClose]),
    { target: FLEET_TARGET, what: words.failed },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void add.run()
  }
  return (
    <Modal
      title={words.title}
      description={words.text}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.words.cancel}</Button>
          <Button look="primary" type="submit" form={form} busy={add.pending} disabled={host.trim() === ''}>
            {words.confirm}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-3">
        <TextField
          label={words.host}
          value={host}
          required
          data-first
          onChange={(event) => setHost(event.target.value)}
          placeholder="192.168.1.20"
        />
        <TextField
          label={words.port}
          type="number"
          min={1}
          max={65535}
          required
          value={port}
          onChange={(event) => setPort(event.target.value)}
        />
        <TextField
          label={words.name}
          hint={t.words.optional}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <KeyHint />
        {add.fault && <FaultLine what={words.failed} fault={add.fault} />}
      </form>
    </Modal>
  )
}
