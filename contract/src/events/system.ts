import type { Reason } from '../reasons/reason.ts'

export interface SettingChange {
  setting: string
  from: string | null
  to: string | null
}

/** What happened to the product as a whole. */
export interface SystemEvents {
  'system.image_pulling': { image: string }
  'system.image_pulled': { image: string }
  'system.image_missing': { image: string; reason: Reason }
  /** The runtime's warning at the creation of an engine. */
  'system.runtime_warning': { warning: string }
  /** Each with what it was and is now, as text; null: the default. */
  'system.settings_changed': { changes: readonly SettingChange[] }
  /** No engine is created for a while, because creating them keeps failing. */
  'system.breaker_open': { reason: Reason; endsInS: number | null }
}
