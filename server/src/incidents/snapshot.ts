import type { RemovalCause } from '@acestream-orchestrator/contract/events/engine'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Engine } from '../engines/engine.ts'
import type { Blocked } from '../provisioning/planning/step.ts'
import type { Stream } from '../streams/stream.ts'

/** One VPN container, as far as it can be a cause. */
export interface VpnSight {
  readonly name: string
  /** It has been looked at since our start. */
  readonly checked: boolean
  readonly connected: boolean
  /** Why it is not as it should be; null: it is. */
  readonly reason: Reason | null
  readonly sinceMs: number
  readonly leaking: boolean
  /** Its container runs, so that its tunnel can be restarted. */
  readonly running: boolean
}

/** An engine that is gone, remembered for a while. */
export interface GoneEngine {
  readonly id: string
  readonly name: string
  readonly vpn: string | null
  readonly cause: RemovalCause | 'outside'
  readonly reason: Reason
  readonly external: boolean
  readonly goneAtMs: number
}

/** How many engines there are and should be, and why no more can be created. */
export interface FleetSight {
  readonly wanted: number
  readonly existing: number
  readonly maximum: number
  /** Engines on which a new stream finds a place. */
  readonly available: number
  readonly blocked: Blocked | null
  /** How long an engine may be unhealthy before it is replaced. */
  readonly unhealthyGraceMs: number
}

/** What alerts are sent through, as far as it is switched on. */
export interface NotifierSight {
  readonly id: string
  readonly name: string
  /** Why the last message could not be sent; null: it was, or there was none. */
  readonly reason: Reason | null
  readonly failingSinceMs: number | null
  /** Messages that wait. */
  readonly waiting: number
}

/** Everything that is looked at to find what is wrong, read at one moment. Times are Unix ms. */
export interface Snapshot {
  readonly nowMs: number
  /** The runtime has been read since our start: engines that are not listed don't exist. */
  readonly wasRead: boolean
  readonly engines: readonly Engine[]
  /** Removed or vanished within the last quarter of an hour. */
  readonly gone: readonly GoneEngine[]
  /** Started ones. */
  readonly streams: readonly Stream[]
  /** Ended within the last quarter of an hour. */
  readonly ended: readonly Stream[]
  readonly vpns: readonly VpnSight[]
  readonly runtime: {
    readonly kind: string
    readonly reachable: boolean
    readonly reason: Reason | null
    readonly sinceMs: number | null
  }
  readonly store: { readonly ok: boolean; readonly reason: Reason | null }
  readonly log: { readonly ok: boolean; readonly reason: Reason | null }
  /** Why something that was saved in the panel is not used; null: all is. */
  readonly settings: Reason | null
  readonly fleet: FleetSight
  readonly notifiers: readonly NotifierSight[]
}
