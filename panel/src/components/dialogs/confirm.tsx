import { type ReactNode, useCallback } from 'react'
import { useI18n } from '../../i18n/use-i18n.ts'
import { useAction } from '../actions/use-action.ts'
import { useKeyHint } from '../actions/use-key-hint.ts'
import { Button } from '../button.tsx'
import { FaultLine } from '../states/states.tsx'
import { Modal } from './modal.tsx'

interface ConfirmProps {
  readonly title: string
  readonly confirm: string
  /** What was tried, for the sentence that says why it failed. */
  readonly what: string
  readonly danger?: boolean
  /** Where the failure of a deed is told whose question was closed before its end. */
  readonly target: string
  /** The deed. `true` keeps the dialog: there is more to say. */
  readonly act: () => Promise<unknown>
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A question before something that can't be taken back. It stays open until the deed is done, and says why if it is not. */
export function Confirm({ title, confirm, what, danger, target, act, onClose, children }: ConfirmProps) {
  const { t } = useI18n()
  const run = useCallback(async () => {
    if ((await act()) !== true) onClose()
  }, [act, onClose])
  const action = useAction(run, { target, what })
  return (
    <Modal
      title={title}
      question
      onClose={onClose}
      footer={
        <>
          <Button data-first onClick={onClose}>
            {t.words.cancel}
          </Button>
          <Button
            look={danger ? 'danger' : 'primary'}
            busy={action.pending}
            onClick={() => void action.run()}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-muted">
        {children}
        <KeyHint />
        {action.fault && <FaultLine what={what} fault={action.fault} />}
      </div>
    </Modal>
  )
}

/** Says before the deed that a key will be asked for. */
export function KeyHint() {
  const hint = useKeyHint()
  return hint === null ? null : <p className="text-xs text-faint">{hint}</p>
}
