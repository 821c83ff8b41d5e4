import { currentKey, useSettings } from './app-settings.ts'
import { useI18n } from './i18n/use-i18n.ts'

/** Said before a deed while no key is stored: that one will be asked for. */
export function useKeyHint(): string | null {
  const { t } = useI18n()
  useSettings()
  return currentKey() === null ? t.key.hint : null
}
