import { Play } from 'lucide-react'
import { useCallback } from 'react'
import { ActionNoteLine } from '../../../components/actions/action-note.tsx'
import { runNoted, useActionNote } from '../../../components/actions/action-notes.ts'
import { useKeyHint } from '../../../components/actions/use-key-hint.ts'
import { Button } from '../../../components/button.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { provisionEngine } from '../api.ts'

const TARGET = 'provision'

/** Starts one engine and waits until it is ready. */
export function ProvisionButton() {
  const { t } = useI18n()
  const keyHint = useKeyHint()
  const note = useActionNote(TARGET)
  const start = useCallback(
    () =>
      runNoted(TARGET, t.actions.provision.failed, async () =>
        t.actions.provision.done(await provisionEngine()),
      ),
    [t],
  )
  return (
    <>
      <Button
        look="primary"
        icon={Play}
        title={keyHint ?? undefined}
        busy={note?.state === 'working'}
        onClick={() => void start()}
      >
        {t.actions.provision.start}
      </Button>
      {note && <ActionNoteLine target={TARGET} className="basis-full" />}
    </>
  )
}
