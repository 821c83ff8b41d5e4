import type { Notifier } from '@acestream-orchestrator/contract/alert'
import { Pencil, Send, Trash2 } from 'lucide-react'
import { useCallback } from 'react'
import { useAction } from '../../../components/actions/use-action.ts'
import { Ago } from '../../../components/ago.tsx'
import { Button, IconButton } from '../../../components/button.tsx'
import { FaultLine } from '../../../components/states/states.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { testNotifier } from './api.ts'
import { ThisBrowser } from './push/this-browser.tsx'
import type { Words } from './words/en.ts'

/** One notifier with what came of its last message. */
export function NotifierRow({
  notifier,
  words,
  onEdit,
  onRemove,
  onChanged,
  otherBrowsers,
}: {
  notifier: Notifier
  words: Words
  onEdit: () => void
  onRemove: () => void
  onChanged: () => Promise<void>
  /** Browsers that other notifiers reach. */
  otherBrowsers: readonly string[]
}) {
  const { id, name, kind, enabled, origin, variables } = notifier
  const test = useAction(
    useCallback(async () => {
      await testNotifier(id)
      await onChanged()
    }, [id, onChanged]),
  )
  return (
    <li className="flex flex-col gap-1 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1">
          <p className="foreign truncate font-medium">
            {origin === 'environment' ? words.kinds[kind] : name}
          </p>
          <p className="truncate text-xs text-muted">
            {origin === 'environment' ? words.fromEnvironment(variables.join(', ')) : words.kinds[kind]}
            {!enabled && ` · ${words.off}`}
          </p>
        </div>
        <Button
          icon={Send}
          busy={test.pending}
          aria-label={`${words.test}: ${name}`}
          onClick={() => void test.run()}
        >
          {words.test}
        </Button>
        {origin !== 'environment' && (
          <>
            <IconButton icon={Pencil} label={`${words.edit}: ${name}`} onClick={onEdit} />
            <IconButton icon={Trash2} label={`${words.remove}: ${name}`} onClick={onRemove} />
          </>
        )}
      </div>
      <LastResult notifier={notifier} words={words} />
      {kind === 'web_push' && (
        <ThisBrowser notifier={notifier} others={otherBrowsers} words={words} onChanged={onChanged} />
      )}
      {test.fault && <FaultLine what={words.testFailed} fault={test.fault} />}
    </li>
  )
}

function LastResult({ notifier, words }: { notifier: Notifier; words: Words }) {
  const { say } = useI18n()
  const { last_attempt_at, last_error, waiting } = notifier
  if (last_attempt_at === null) return <p className="text-xs text-faint">{words.neverUsed}</p>
  return (
    <p role="status" className={last_error === null ? 'text-xs text-muted' : 'foreign text-xs text-bad'}>
      {last_error === null ? words.delivered : words.failing} <Ago at={last_attempt_at} />
      {last_error !== null && `: ${say(notifier, 'last_error')}`}
      {waiting > 0 && ` · ${words.waiting(waiting)}`}
    </p>
  )
}
