import { useCallback } from 'react'
import { Button } from '../../components/button.tsx'
import { Modal } from '../../components/dialogs/modal.tsx'
import { useI18n } from '../../i18n/use-i18n.ts'
import { settings } from '../../platform/app-settings.ts'

/** A start-up link carried another key than the stored one: the link alone must not replace it. */
export default function ReplaceKeyDialog({
  server,
  apiKey,
  onClose,
}: {
  server: string
  apiKey: string
  onClose: () => void
}) {
  const { t } = useI18n()
  const replace = useCallback(() => {
    settings.setKey(server, apiKey)
    onClose()
  }, [server, apiKey, onClose])
  return (
    <Modal
      title={t.key.replaceTitle}
      question
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.key.keep}</Button>
          <Button look="primary" onClick={replace}>
            {t.key.replace}
          </Button>
        </>
      }
    >
      <p className="foreign text-muted">{t.key.replaceText(server)}</p>
    </Modal>
  )
}
