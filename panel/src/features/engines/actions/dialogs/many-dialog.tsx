import { CircleX } from 'lucide-react'
import { useCallback, useState } from 'react'
import { Button } from '../../../../components/button.tsx'
import { Confirm } from '../../../../components/dialogs/confirm.tsx'
import { Modal } from '../../../../components/dialogs/modal.tsx'
import { type Fault, faultOf } from '../../../../connection/http/fault.ts'
import { useEngines } from '../../../../fleet/live-store.ts'
import { engineNameIn } from '../../../../fleet/names.ts'
import { useI18n } from '../../../../i18n/use-i18n.ts'
import { deleteEngine, drainEngine, FLEET_TARGET, restartEngine } from '../../api.ts'

const ACTS = { restart: restartEngine, drain: drainEngine, delete: deleteEngine }
export type ManyAct = keyof typeof ACTS

interface Refusal {
  readonly id: string
  readonly fault: Fault
}

/** One after the other, so that a server which refuses them all is asked for its key once. */
async function doAll(act: ManyAct, ids: readonly string[]): Promise<readonly Refusal[]> {
  const refused: Refusal[] = []
  for (const id of ids) {
    await ACTS[act](id).catch((error: unknown) => refused.push({ id, fault: faultOf(error) }))
  }
  return refused
}

/** Which were not done, and why. */
function Refusals({
  refused,
  all,
  onClose,
}: {
  refused: readonly Refusal[]
  all: number
  onClose: () => void
}) {
  const { t } = useI18n()
  const engines = useEngines()
  return (
    <Modal
      title={t.actions.manyEngines.result(all - refused.length, all)}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t.words.close}</Button>}
    >
      <ul className="flex flex-col gap-2">
        {refused.map(({ id, fault }) => (
          <li key={id} className="foreign flex gap-2">
            <CircleX size={16} aria-hidden className="mt-0.5 shrink-0 text-bad" />
            <span>
              <span className="font-medium">{engineNameIn(engines, id)}</span>{' '}
              <span className="text-muted">{t.faults[fault.kind](fault)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Modal>
  )
}

/** Asks before something is done to several engines, naming them and the streams on them. */
export default function ManyDialog({
  act,
  ids,
  onClose,
}: {
  act: ManyAct
  ids: readonly string[]
  onClose: () => void
}) {
  const { t } = useI18n()
  const engines = useEngines()
  const [refused, setRefused] = useState<readonly Refusal[]>([])
  const words = t.actions.manyEngines
  const run = useCallback(async () => {
    const left = await doAll(act, ids)
    setRefused(left)
    return left.length > 0
  }, [act, ids])
  if (refused.length > 0) return <Refusals refused={refused} all={ids.length} onClose={onClose} />
  const streams = (engines ?? [])
    .filter(({ container_id }) => ids.includes(container_id))
    .reduce((sum, { stream_count }) => sum + stream_count, 0)
  return (
    <Confirm
      title={words.title[act](ids.length)}
      confirm={words.confirm[act]}
      what={words.failed}
      danger={act === 'delete'}
      target={FLEET_TARGET}
      act={run}
      onClose={onClose}
    >
      <p className="foreign text-ink">{ids.map((id) => engineNameIn(engines, id)).join(', ')}</p>
      <p>{words.text[act](streams)}</p>
    </Confirm>
  )
}
