import { useCallback } from 'react'
import { Confirm } from '../../components/confirm.tsx'
import { useEngines } from '../../lib/cache.ts'
import { restartEngine } from '../../lib/engine-actions.ts'
import { useI18n } from '../../lib/i18n/use-i18n.ts'
import { engineName } from '../../lib/names.ts'

export default function RestartDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useI18n()
  const engine = useEngines()?.find(({ container_id }) => container_id === id)
  const words = t.actions.restartEngine
  const act = useCallback(async () => {
    await restartEngine(id)
  }, [id])
  const name = engineName(engine ?? { container_id: id, container_name: null })
  return (
    <Confirm
      title={words.title(name)}
      confirm={words.confirm}
      what={words.failed}
      target={id}
      act={act}
      onClose={onClose}
    >
      <p>{words.text}</p>
    </Confirm>
  )
}
