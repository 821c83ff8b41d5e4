import { Button } from '../../../components/button.tsx'
import { FaultLine } from '../../../components/states/states.tsx'
import { Preview } from './preview.tsx'
import type { Draft } from './use-draft.ts'
import { useWords } from './words/use-words.ts'

/** What saving would do, and the buttons for it, while something is changed; then that it was saved. */
export function SaveBar({ draft, hasFaults }: { draft: Draft; hasFaults: boolean }) {
  const words = useWords()
  if (draft.count === 0)
    return draft.state === 'saved' ? (
      <p role="status" className="mt-4 text-xs text-good">
        {words.saved}
      </p>
    ) : null
  const canSave = !hasFaults && draft.preview.data !== undefined
  return (
    <section
      aria-label={words.changes(draft.count)}
      className="sticky bottom-16 z-20 mt-4 flex flex-wrap items-center gap-3 rounded-xl border border-line-strong bg-raised px-4 py-3 shadow-card lg:bottom-4"
    >
      <div className="flex min-w-56 flex-1 flex-col gap-1">
        <p className="text-xs font-medium text-muted">{words.changes(draft.count)}</p>
        {draft.state === 'changed_elsewhere' && (
          <p role="alert" className="text-xs text-warn">
            {words.changedElsewhere}
          </p>
        )}
        {draft.save.fault && <FaultLine what={words.saveFailed} fault={draft.save.fault} />}
        {draft.preview.data && !hasFaults && <Preview preview={draft.preview.data} />}
      </div>
      <Button onClick={draft.discard}>{words.discard}</Button>
      <Button
        look="primary"
        disabled={!canSave}
        busy={draft.save.pending}
        onClick={() => void draft.save.run()}
      >
        {words.save}
      </Button>
    </section>
  )
}
