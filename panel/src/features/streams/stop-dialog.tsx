import { CircleX } from 'lucide-react'
import { useCallback, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialogs/confirm.tsx'
import { Modal } from '../../components/dialogs/modal.tsx'
import { useStreams } from '../../fleet/live-store.ts'
import { streamName } from '../../fleet/names.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { useRoute } from '../../routing/use-route.ts'
import { STREAMS_TARGET, type StopResult, stopStream, stopStreams } from './api.ts'

function useNameOf(): (id: string) => string {
  const streams = useStreams()
  return (id) => {
    const stream = streams?.find((candidate) => candidate.short_id === id)
    return stream ? streamName(stream) : id
  }
}

function StopOne({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useI18n()
  const nameOf = useNameOf()
  const words = t.actions.stopStream
  const act = useCallback(() => stopStream(id), [id])
  // Of the list, if it was asked from there.
  const { id: shown } = useRoute()
  const stream = useStreams()?.find((candidate) => candidate.short_id === id)
  const target = shown === id || shown === stream?.id ? id : STREAMS_TARGET
  return (
    <Confirm
      title={words.title(nameOf(id))}
      confirm={words.confirm}
      what={words.failed}
      danger
      target={target}
      act={act}
      onClose={onClose}
    >
      <p>{words.text}</p>
    </Confirm>
  )
}

/** Which of several were stopped, and why the others were not. */
function Results({ results, onClose }: { results: readonly StopResult[]; onClose: () => void }) {
  const { t, say } = useI18n()
  const nameOf = useNameOf()
  const refused = results.filter(({ stopped }) => !stopped)
  return (
    <Modal
      title={t.actions.stopMany.result(results.length - refused.length, results.length)}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t.words.close}</Button>}
    >
      <ul className="flex flex-col gap-2">
        {refused.map((one) => (
          <li key={one.id} className="foreign flex gap-2">
            <CircleX size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />
            <span>
              <span className="font-medium">{nameOf(one.id)}</span>{' '}
              <span className="text-muted">{say(one, 'detail')}</span>
            </span>
          </li>
        ))}
      </ul>
    </Modal>
  )
}

function StopMany({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const { t } = useI18n()
  const [results, setResults] = useState<readonly StopResult[] | null>(null)
  const words = t.actions.stopMany
  const act = useCallback(async () => {
    const all = await stopStreams(ids)
    const refused = all.some(({ stopped }) => !stopped)
    if (refused) setResults(all)
    return refused
  }, [ids])
  if (results !== null) return <Results results={results} onClose={onClose} />
  return (
    <Confirm
      title={words.title(ids.length)}
      confirm={words.confirm}
      what={words.failed}
      danger
      target={STREAMS_TARGET}
      act={act}
      onClose={onClose}
    >
      <p>{words.text}</p>
    </Confirm>
  )
}

/** Asks before one stream or several are stopped. */
export default function StopDialog({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const [only] = ids
  return ids.length === 1 && only !== undefined ? (
    <StopOne id={only} onClose={onClose} />
  ) : (
    <StopMany ids={ids} onClose={onClose} />
  )
}
