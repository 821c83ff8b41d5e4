import { CircleCheck, LoaderCircle, X } from 'lucide-react'
import { useI18n } from '../../i18n/use-i18n.ts'
import { cx } from '../cx.ts'
import { FaultText } from '../states/fault-text.tsx'
import { setNote, useActionNote } from './action-notes.ts'

const LOOKS = {
  working: 'bg-accent-soft text-accent',
  done: 'bg-good-soft text-good',
  failed: 'bg-bad-soft text-bad',
} as const

/** How the last action on this target goes or went, in its place. */
export function ActionNoteLine({ target, className }: { target: string; className?: string }) {
  const { t } = useI18n()
  const note = useActionNote(target)
  if (note === null) return null
  const text =
    note.state === 'working' ? (
      t.actions.working
    ) : note.state === 'done' ? (
      note.text
    ) : (
      <FaultText what={note.what} fault={note.fault} />
    )
  return (
    <div
      role={note.state === 'failed' ? 'alert' : 'status'}
      className={cx('flex items-start gap-2 rounded-lg px-2.5 py-1.5 text-xs', LOOKS[note.state], className)}
    >
      {note.state === 'working' && (
        <LoaderCircle size={14} aria-hidden className="mt-0.5 shrink-0 animate-spin" />
      )}
      {note.state === 'done' && <CircleCheck size={14} aria-hidden className="mt-0.5 shrink-0" />}
      <span className="foreign min-w-0 flex-1">{text}</span>
      {note.state === 'failed' && (
        <button type="button" aria-label={t.actions.dismiss} onClick={() => setNote(target, null)}>
          <X size={14} aria-hidden />
        </button>
      )}
    </div>
  )
}
