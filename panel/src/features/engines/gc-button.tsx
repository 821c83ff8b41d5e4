import { BrushCleaning } from 'lucide-react'
import { ActionNoteLine } from '../../components/action-note.tsx'
import { Button } from '../../components/button.tsx'
import { runNoted, useActionNote } from '../../lib/action-notes.ts'
import { write } from '../../lib/api.ts'
import { useI18n } from '../../lib/i18n/use-i18n.ts'
import { asRaw } from '../../lib/read.ts'
import { useKeyHint } from '../../lib/use-key-hint.ts'

const TARGET = 'gc'

/** Removes leftovers and idle engines over the target. */
export function GcButton() {
  const { t } = useI18n()
  const keyHint = useKeyHint()
  const note = useActionNote(TARGET)
  const words = t.actions.gc
  const run = () =>
    runNoted(TARGET, words.failed, async () => {
      const removed = asRaw(await write('POST', '/gc'))['removed']
      return words.done(Array.isArray(removed) ? removed.length : 0)
    })
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
