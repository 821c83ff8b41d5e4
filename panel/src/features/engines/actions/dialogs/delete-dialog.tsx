import { useCallback } from 'react'
import { Confirm } from '../../../../components/dialogs/confirm.tsx'
import { useEngines } from '../../../../fleet/live-store.ts'
import { engineNameIn } from '../../../../fleet/names.ts'
import { useI18n } from '../../../../i18n/use-i18n.ts'
import { deleteEngine, forgetEngine } from '../../api.ts'
import { Replacement, StreamsThatEnd } from '../consequences.tsx'

/** Names the engine, the streams on it and what follows. */
export default function DeleteDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useI18n()
  const engines = useEngines()
  const external = engines?.find(({ container_id }) => container_id === id)?.external === true
  const act = useCallback(() => (external ? forgetEngine(id) : deleteEngine(id)), [external, id])
  const words = external ? t.actions.forgetEngine : t.actions.deleteEngine
  return (
    <Confirm
      title={words.title(engineNameIn(engines, id))}
      confirm={words.confirm}
      what={words.failed}
      danger
      target={id}
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
