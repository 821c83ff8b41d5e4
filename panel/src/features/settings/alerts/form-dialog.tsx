import { type ReactNode, useCallback } from 'react'
import { useAction } from '../../../components/actions/use-action.ts'
import { Button } from '../../../components/button.tsx'
import { KeyHint } from '../../../components/dialogs/confirm.tsx'
import { Modal } from '../../../components/dialogs/modal.tsx'
import { FaultLine } from '../../../components/states/states.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { type FieldFault, fieldFaults } from './field-faults.ts'

/** A form in a dialog: stays open until it is saved, and says why it was not. */
export function FormDialog({
  title,
  save,
  what,
  act,
  onClose,
  children,
}: {
  title: string
  save: string
  what: string
  act: () => Promise<void>
  onClose: () => void
  /** What is asked; fields show themselves what is wrong with them. */
  children: (faults: ReadonlyMap<string, FieldFault>) => ReactNode
}) {
  const { t } = useI18n()
  const action = useAction(
    useCallback(async () => {
      await act()
      onClose()
    }, [act, onClose]),
  )
  const faults = fieldFaults(action.fault)
  return (
    <Modal
      title={title}
      question
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.words.cancel}</Button>
          <Button look="primary" busy={action.pending} onClick={() => void action.run()}>
            {save}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {children(faults)}
        <KeyHint />
        {action.fault && faults.size === 0 && <FaultLine what={what} fault={action.fault} />}
      </div>
    </Modal>
  )
}
