import type { ImageUpdate } from '@acestream-orchestrator/contract/provisioning'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useAction } from '../../../components/actions/use-action.ts'
import { Button } from '../../../components/button.tsx'
import { Confirm } from '../../../components/dialogs/confirm.tsx'
import { FaultLine } from '../../../components/states/states.tsx'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { cancelImageUpdate, fetchImageUpdate, startImageUpdate } from './api.ts'
import { useWords } from './words/use-words.ts'

const KEY = ['image-update']
const REFETCH_MS = 1000

/** Replaces the engines by ones from the newest image; how far that is, and its end. */
export function ImageUpdateRow() {
  const words = useWords().image
  const client = useQueryClient()
  const [asked, setAsked] = useState(false)
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => fetchImageUpdate(signal),
    refetchInterval: ({ state }) => (isRunning(state.data) ? REFETCH_MS : false),
    retry: false,
  })
  const keep = useCallback((answer: ImageUpdate) => client.setQueryData(KEY, answer), [client])
  const start = useCallback(async () => {
    keep(await startImageUpdate())
  }, [keep])
  const cancel = useAction(
    useCallback(async () => {
      keep(await cancelImageUpdate())
    }, [keep]),
  )
  const close = useCallback(() => setAsked(false), [])
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line px-4 py-4">
      <div role="status" className="foreign min-w-0 flex-1 basis-64 text-xs break-words text-muted">
        <Progress update={data} />
      </div>
      {isRunning(data) ? (
        <Button busy={cancel.pending} onClick={() => void cancel.run()}>
          {words.cancel}
        </Button>
      ) : (
        <Button onClick={() => setAsked(true)}>{words.update}</Button>
      )}
      {cancel.fault && <FaultLine what={words.cancelFailed} fault={cancel.fault} className="w-full" />}
      {asked && (
        <Confirm
          title={words.updateTitle}
          confirm={words.updateConfirm}
          what={words.updateFailed}
          target="image-update"
          act={start}
          onClose={close}
        >
          {words.updateText.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </Confirm>
      )}
    </div>
  )
}

function Progress({ update }: { update: ImageUpdate | undefined }) {
  const words = useWords().image
  const { say } = useI18n()
  switch (update?.state) {
    case 'pulling':
      return <p className="text-sm text-ink">{words.pulling}</p>
    case 'replacing':
      return (
        <>
          <p className="text-sm text-ink tabular-nums">{words.replacing(update.replaced, update.total)}</p>
          {update.waiting > 0 && <p>{words.waiting(update.waiting)}</p>}
        </>
      )
    case 'done':
      return <p className="text-sm text-good">{words.done(update.replaced)}</p>
    case 'cancelled':
      return <p>{words.cancelled(update.replaced)}</p>
    case 'failed':
      return <p className="text-sm text-bad">{words.ended(say(update, 'reason') ?? '')}</p>
    default:
      return <p>{words.updateAbout}</p>
  }
}

const isRunning = (update: ImageUpdate | undefined): boolean =>
  update?.state === 'pulling' || update?.state === 'replacing'
