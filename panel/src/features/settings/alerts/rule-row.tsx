import type { AlertRule } from '@acestream-orchestrator/contract/alert'
import { Pencil, Trash2 } from 'lucide-react'
import { IconButton } from '../../../components/button.tsx'
import { ruleSentence } from './rule-sentence.ts'
import type { Words } from './words/en.ts'

/** One rule in plain words. */
export function RuleRow({
  rule,
  words,
  nameOf,
  onEdit,
  onRemove,
}: {
  rule: AlertRule
  words: Words
  nameOf: (id: string) => string
  onEdit: () => void
  onRemove: () => void
}) {
  const note = [words.origins[rule.origin], rule.enabled ? '' : words.off].filter((each) => each !== '')
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="foreign">{ruleSentence(rule, words, nameOf)}</p>
        {note.length > 0 && <p className="text-xs text-muted">{note.join(' · ')}</p>}
      </div>
      {rule.origin !== 'environment' && <IconButton icon={Pencil} label={words.edit} onClick={onEdit} />}
      {rule.origin === 'panel' && <IconButton icon={Trash2} label={words.remove} onClick={onRemove} />}
    </li>
  )
}
