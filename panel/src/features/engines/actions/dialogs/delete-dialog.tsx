import { useCallback } from 'react'
import { Confirm } from '../../../../components/dialogs/confirm.tsx'
import { useI18n } from '../../../../i18n/use-i18n.ts'
import { deleteEngine, forgetEngine } from '../../api.ts'
import { Replacement, StreamsThatEnd } from '../consequences.tsx'
import { useAskedEngine } from '../use-asked-engine.ts'

/** Names the engine, the streams on it and what follows. */
export default function DeleteDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useI18n()
  const { engine, name, isGone } = useAskedEngine(id)
  const external = engine?.external === true
  const act = useCallback(() => (external ? forgetEngine(id) : deleteEngine(id)), [external, id])
  const words = external ? t.actions.forgetEngine : t.actions.deleteEngine
  return (
    <Confirm
      title={words.title(name)}
      confirm={words.confirm}
      what={words.failed}
      danger
      target={id}
      over={isGone ? t.engine.gone : null}
      act={act}
      onClose={onClose}
    >
      {external ? (
        <p>{t.actions.forgetEngine.text}</p>
      ) : (
        <>
          <StreamsThatEnd id={id} />
          <Replacement id={id} />
        </>
      )}
    </Confirm>
  )
}
