import { useI18n } from '../../i18n/use-i18n.ts'
import { currentKey, useSettings } from '../../platform/app-settings.ts'

/** Shown before an action while no key is stored: the server may ask for one. */
export function useKeyHint(): string | null {
  const { t } = useI18n()
  useSettings()
  return currentKey() === null ? t.key.hint : null
}
