import type { LogHealth } from '../api/ports.ts'
import type { Config } from '../config/config.ts'
import type { Clock } from '../lib/clock.ts'
import type { Live } from '../lib/live.ts'
import type { Logger } from '../lib/log.ts'
import type { Settings } from '../settings/settings.ts'
import type { Store } from '../store/open.ts'
import type { Edges } from './edges.ts'

export interface AppOptions {
  /** In force now, `settings` changes it. */
  readonly config: Live<Config>
  readonly settings: Settings
  /** The key in force, configured or generated. */
  readonly apiKey: string
  readonly edges: Edges
  readonly store: Store
  readonly log: LogHealth
  readonly clock: Clock
  readonly logger: Logger
  /** Of this program, shown everywhere. */
  readonly version: string
  /** 0 ≤ random < 1. */
  readonly random: () => number
  /** A new opaque id, as for jobs. */
  readonly newId: () => string
  /** An id for an engine that a client registers. */
  readonly newEngineId: () => string
  /** An id of our own for a stream: 16 hex digits. */
  readonly newStreamId: () => string
  /** Directory of the built panel, or null. */
  readonly panelDir: string | null
  /** From one reading of the engines' resources to the next. */
  readonly resourcesEveryMs?: number
}
