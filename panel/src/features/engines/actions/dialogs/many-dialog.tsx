import { CircleX } from 'lucide-react'
import { useCallback, useState } from 'react'
import { Button } from '../../../../components/button.tsx'
import { Confirm } from '../../../../components/dialogs/confirm.tsx'
import { Modal } from '../../../../components/dialogs/modal.tsx'
import { type Fault, faultOf } from '../../../../connection/http/fault.ts'
import { useEngines, useStreams } from '../../../../fleet/live-store.ts'
import { engineNameIn } from '../../../../fleet/names.ts'
import { useI18n } from '../../../../i18n/use-i18n.ts'
import { deleteEngine, drainEngine, FLEET_TARGET, restartEngine } from '../../api.ts'
import { isIdle } from '../../engine-words.ts'
import { MovedStreams, StreamNames } from '../consequences.tsx'
import { DrainChoice, type DrainWay } from '../drain-choice.tsx'

export type ManyAct = 'restart' | 'drain' | 'delete'

interface Refusal {
  readonly id: string
  readonly fault: Fault
}

/** One after the other, so that a server which refuses them all is asked for its key once. */
async function doAll(
  act: (id: string) => Promise<unknown>,
  ids: readonly string[],
): Promise<readonly Refusal[]> {
  const refused: Refusal[] = []
  for (const id of ids) {
    await act(id).catch((error: unknown) => refused.push({ id, fault: faultOf(error) }))
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
  const chosen = (engines ?? []).filter(({ container_id }) => ids.includes(container_id))
  const streams = (useStreams() ?? []).filter(
    ({ container_id, status }) => status === 'started' && ids.includes(container_id),
  )
  const moved = streams.filter(({ source }) => source === 'proxy')
  const others = streams.filter(({ source }) => source !== 'proxy')
  const unreported = chosen.filter(({ unreported_use }) => unreported_use === true).length
  const [way, setWay] = useState<DrainWay>(() => (chosen.some(isIdle) ? 'keep' : 'remove'))
  const run = useCallback(async () => {
    const acts = {
      restart: restartEngine,
      drain: (id: string) => drainEngine(id, way === 'keep'),
      delete: deleteEngine,
    }
    const left = await doAll(acts[act], ids)
    setRefused(left)
    return left.length > 0
  }, [act, ids, way])
  if (refused.length > 0) return <Refusals refused={refused} all={ids.length} onClose={onClose} />
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
      <div>
        <p>{words.text[act](others.length)}</p>
        {others.length > 0 && <StreamNames streams={others} />}
      </div>
      <MovedStreams streams={moved} />
      {unreported > 0 && <p className="text-ink">{words.unreported(unreported, act === 'drain')}</p>}
      {act === 'drain' && <DrainChoice chosen={way} words={words.drained} onChoose={setWay} />}
    </Confirm>
  )
}
