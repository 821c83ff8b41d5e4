import { useI18n } from '../../i18n/use-i18n.ts'
import { currentKey, useSettings } from '../../platform/app-settings.ts'

/** Said before a deed while no key is stored: that one will be asked for. */
export function useKeyHint(): string | null {
  const { t } = useI18n()
  useSettings()
  return currentKey() === null ? t.key.hint : null
}
