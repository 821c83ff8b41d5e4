import type { Reason } from '../reasons/reason.ts'

interface Named {
  /** The engine's name. */
  engine: string
}

interface Found extends Named {
  image: string | null
  port: number
  vpn: string | null
  /** It runs without an init process and no-new-privileges, because this Docker runs nothing with them. */
  reducedHardening: boolean
}

/** Who or what wants an engine gone: decides how its streams end and what the journal says. */
export type RemovalCause =
  | 'operator'
  | 'unhealthy'
  | 'vpn'
  | 'idle'
  | 'outdated'
  | 'failed'
  | 'drained'
  | 'exit'

/** What happened to an engine. */
export interface EngineEvents {
  'engine.created': Found
  /** It was found running at our start. */
  'engine.adopted': Found
  /** An external one. */
  'engine.registered': Named
  'engine.starting': Named
  'engine.ready': Named & { afterDrain: boolean }
  /** `kept`: for maintenance, it stays when its last stream has ended. Absent in entries of older versions. */
  'engine.draining': Named & { kept: boolean }
  'engine.restarting': Named & { reason: Reason }
  /** By somebody else. */
  'engine.restarted': Named
  'engine.failed': Named & { reason: Reason; exitCode: number | null; oomKilled: boolean }
  'engine.removing': Named & { reason: Reason; cause: RemovalCause }
  'engine.removed': Named & { reason: Reason; cause: RemovalCause | 'outside' }
  'engine.vpn_lost': Named & { vpn: string | null; reason: Reason }
  'engine.vpn_back': Named
  'health.unhealthy': Named & { reason: Reason }
  'health.healthy': Named
}
