import { BrushCleaning } from 'lucide-react'
import { ActionNoteLine } from '../../../components/actions/action-note.tsx'
import { runNoted, useActionNote } from '../../../components/actions/action-notes.ts'
import { useKeyHint } from '../../../components/actions/use-key-hint.ts'
import { Button } from '../../../components/button.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { cleanUp } from '../api.ts'

const TARGET = 'gc'

/** Removes leftovers and idle engines over the target. */
export function GcButton() {
  const { t } = useI18n()
  const keyHint = useKeyHint()
  const note = useActionNote(TARGET)
  const words = t.actions.gc
  const run = () => runNoted(TARGET, words.failed, async () => words.done(await cleanUp()))
  return (
    <>
      {note && note.state !== 'working' && <ActionNoteLine target={TARGET} />}
      <Button
        look="ghost"
        icon={BrushCleaning}
        title={[words.hint, keyHint].filter(Boolean).join(' ')}
        busy={note?.state === 'working'}
        onClick={() => void run()}
      >
        {words.run}
      </Button>
    </>
  )
}
