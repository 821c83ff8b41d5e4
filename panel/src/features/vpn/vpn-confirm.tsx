import { useCallback } from 'react'
import { setNote } from '../../components/actions/action-notes.ts'
import { Confirm } from '../../components/dialogs/confirm.tsx'
import { useI18n } from '../../i18n/use-i18n.ts'
import { changeVpn } from './api.ts'
import { vpnTarget } from './vpn-node.tsx'

/** Asks before an action on a VPN container that interrupts streams behind it. Null: the only one there is. */
export function VpnConfirm({
  action,
  container,
  onClose,
}: {
  action: 'restart' | 'release'
  container: string | null
  onClose: () => void
}) {
  const { t } = useI18n()
  const words = action === 'restart' ? t.actions.vpnRestart : t.actions.vpnRelease
  const act = useCallback(async () => {
    await changeVpn(action, container)
    setNote(vpnTarget(container), { state: 'done', text: words.done })
  }, [action, container, words])
  return (
    <Confirm
      title={words.title}
      confirm={words.confirm}
      what={words.failed}
      target={vpnTarget(container)}
      act={act}
      onClose={onClose}
    >
      <p>{words.text}</p>
    </Confirm>
  )
}
