import type { Reason } from './reason.ts'

/** What may be written for a setting. */
export type SettingShape =
  | { readonly kind: 'integer' | 'decimal' | 'seconds'; readonly least: number; readonly most: number }
  | { readonly kind: 'flag' | 'memory' }
  | { readonly kind: 'choice'; readonly words: readonly string[] }

interface OfSetting {
  /** Its name, e.g. `MIN_REPLICAS`. */
  setting: string
}

/** Why a setting can't be changed, or why a value of it is not used. */
export interface SettingsReasons {
  /** `variable`: the name under which it is set, which may be an older one. */
  setting_set_by_environment: OfSetting & { variable: string }
  setting_set_by_file: OfSetting & { variable: string }
  /** It takes effect at the start only, or decides about access. */
  setting_environment_only: OfSetting
  /** Its value may hold a secret. */
  setting_may_be_secret: OfSetting
  /** With RUNTIME=process there is no image. */
  setting_without_effect: OfSetting
  setting_unknown: OfSetting
  setting_not_allowed: OfSetting & { shape: SettingShape }
  setting_above: OfSetting & { limit: string; value: number }
  setting_ports_too_few: OfSetting & { range: string; ports: number }
  image_not_listed: OfSetting & { image: string; images: readonly string[] }
  /** Values saved in the panel that this start can't use; each with its reason. */
  saved_settings_unused: { settings: readonly string[]; reason: Reason }
  /** What follows from a change, beside engines that start and stop. */
  older_statistics_deleted: { days: number }
  image_needed_first: { image: string }
  engines_over_maximum: { engines: number; maximum: number }
  outdated_engines_stay: { engines: number }
  /** Somebody else saved since these were read. */
  settings_changed_meanwhile: { revision: number }
}
