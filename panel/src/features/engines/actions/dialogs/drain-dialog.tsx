import { useCallback, useState } from 'react'
import { runNoted } from '../../../../components/actions/action-notes.ts'
import { Confirm } from '../../../../components/dialogs/confirm.tsx'
import { useI18n } from '../../../../i18n/use-i18n.ts'
import { drainEngine } from '../../api.ts'
import { isIdle } from '../../engine-words.ts'
import { Replacement, StreamsThatEnd } from '../consequences.tsx'
import { DrainChoice, type DrainWay } from '../drain-choice.tsx'
import { useAskedEngine } from '../use-asked-engine.ts'

/** Asks whether a drained engine is removed or stays for maintenance: an idle one would be gone immediately. */
export default function DrainDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useI18n()
  const words = t.actions.drainEngine
  const { engine, name, isGone } = useAskedEngine(id)
  const idle = engine !== undefined && isIdle(engine)
  const [chosen, setChosen] = useState<DrainWay>(idle ? 'keep' : 'remove')
  // How it goes is shown on the engine itself, as for the end of draining.
  const act = useCallback(async () => {
    void runNoted(id, words.failed, async () => {
      await drainEngine(id, chosen === 'keep')
      return null
    })
  }, [id, chosen, words])
  const hints = { remove: idle ? words.removeNow : words.removeLater, keep: words.keepHint }
  return (
    <Confirm
      title={words.title(name)}
      confirm={t.actions.drain}
      what={words.failed}
      target={id}
      over={isGone ? t.engine.gone : null}
      act={act}
      onClose={onClose}
    >
      <StreamsThatEnd id={id} later />
      <DrainChoice chosen={chosen} words={{ labels: words, hints }} onChoose={setChosen} />
      {chosen === 'remove' && <Replacement id={id} />}
    </Confirm>
  )
}
