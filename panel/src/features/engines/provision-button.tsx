import { Play } from 'lucide-react'
import { useCallback } from 'react'
import { ActionNoteLine } from '../../components/action-note.tsx'
import { Button } from '../../components/button.tsx'
import { runNoted, useActionNote } from '../../lib/action-notes.ts'
import { write } from '../../lib/api.ts'
import { useI18n } from '../../lib/i18n/use-i18n.ts'
import { asRaw, text } from '../../lib/read.ts'
import { useKeyHint } from '../../lib/use-key-hint.ts'

const TARGET = 'provision'

/** Asks for one engine that is ready to use. */
export function ProvisionButton() {
  const { t } = useI18n()
  const keyHint = useKeyHint()
  const note = useActionNote(TARGET)
  const start = useCallback(
    () =>
      runNoted(TARGET, t.actions.provision.failed, async () => {
        const made = asRaw(await write('POST', '/provision/acestream', {}))
        return t.actions.provision.done(text(made['container_name']))
      }),
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
