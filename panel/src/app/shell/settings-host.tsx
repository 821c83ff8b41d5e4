import { SettingsDialog } from '../../features/settings/settings-dialog.tsx'
import { allowNotifications, notificationsPossible } from '../notifications.ts'

/** The settings, with the page's means of notifying. */
export default function SettingsHost({ onClose }: { onClose: () => void }) {
  return (
    <SettingsDialog
      onClose={onClose}
      access={{ possible: notificationsPossible(), allow: allowNotifications }}
    />
  )
}
