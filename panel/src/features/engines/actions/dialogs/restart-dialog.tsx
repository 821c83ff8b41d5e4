import { useCallback } from 'react'
import { Confirm } from '../../../../components/dialogs/confirm.tsx'
import { useI18n } from '../../../../i18n/use-i18n.ts'
import { restartEngine } from '../../api.ts'
import { StreamsThatEnd } from '../consequences.tsx'
import { useAskedEngine } from '../use-asked-engine.ts'

export default function RestartDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useI18n()
  const { name, isGone } = useAskedEngine(id)
  const words = t.actions.restartEngine
  const act = useCallback(async () => {
    await restartEngine(id)
  }, [id])
  return (
    <Confirm
      title={words.title(name)}
      confirm={words.confirm}
      what={words.failed}
      target={id}
      over={isGone ? t.engine.gone : null}
      act={act}
      onClose={onClose}
    >
      <StreamsThatEnd id={id} />
      <p>{words.text}</p>
    </Confirm>
  )
}
