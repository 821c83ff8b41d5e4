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
  /** Where a failure is shown if the dialog was closed before the action ended. */
  readonly target: string
  /** The action. `true` keeps the dialog open: it has more to show. */
  readonly act: () => Promise<unknown>
  /** Why there is nothing left to ask: it takes the place of the question. */
  readonly over?: string | null
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Asks before something that can't be undone. Stays open until the action is done, and shows why if it failed. */
export function Confirm({
  title,
  confirm,
  what,
  danger,
  target,
  act,
  over = null,
  onClose,
  children,
}: ConfirmProps) {
  const { t } = useI18n()
  const run = useCallback(async () => {
    if ((await act()) !== true) onClose()
  }, [act, onClose])
  const action = useAction(run, { target, what })
  const instead = action.pending ? null : over
  return (
    <Modal
      title={title}
      question
      onClose={onClose}
      footer={
        <>
          <Button data-first onClick={onClose}>
            {instead === null ? t.words.cancel : t.words.close}
          </Button>
          {instead === null && (
            <Button
              look={danger ? 'danger' : 'primary'}
              busy={action.pending}
              onClick={() => void action.run()}
            >
              {confirm}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3 text-muted">
        {instead === null ? (
          <>
            {children}
            <KeyHint />
          </>
        ) : (
          <p className="text-ink">{instead}</p>
        )}
        {action.fault && <FaultLine what={what} fault={action.fault} />}
      </div>
    </Modal>
  )
}

/** Says before the action that a key may be required. */
export function KeyHint() {
  const hint = useKeyHint()
  return hint === null ? null : <p className="text-xs text-faint">{hint}</p>
}
