import type { ComponentType } from 'react'
import type { Catalogue } from '../../../i18n/en/en.ts'
import { part } from '../../../platform/part.ts'

export interface SettingsSection {
  /** In the address, `#/settings/<name>`; its word is `t.settings.sections[name]`. */
  readonly name: keyof Catalogue['settings']['sections']
  /** Fetched when first shown: `part(() => import('../general/general-section.tsx'))`. */
  readonly Body: ComponentType
}

/** What the settings page shows, one tab each, in this order. A section stands here once it does something. */
export const SETTINGS_SECTIONS: readonly SettingsSection[] = [
  { name: 'general', Body: part(() => import('../general/general-section.tsx')) },
  { name: 'alerts', Body: part(() => import('../alerts/alerts-section.tsx')) },
  { name: 'diagnostics', Body: part(() => import('../diagnostics/diagnostics-section.tsx')) },
  { name: 'backup', Body: part(() => import('../backup/backup-section.tsx')) },
]
