import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Engine, Removal } from '../../engines/engine.ts'
import type { ContainerFacts } from '../../engines/ports.ts'
import type { EngineSpec, RuntimeCapabilities, VpnView } from '../ports.ts'
import type { EngineRequest } from '../service.ts'

/**
 * One engine as the plan sees it. Ages come from a monotonic clock and are null while the condition does not hold,
 * so that no jump of the wall clock expires anything.
 */
export interface WorldEngine {
  readonly engine: Engine
  /** Started streams. */
  readonly streams: number
  /** Its counters show that somebody is served now, reported or not. */
  readonly playing: boolean
  /** Handed to a caller and not used yet. */
  readonly handedOut: boolean
  /** Its bytes reach somebody now, as far as anybody can tell. */
  readonly delivering: boolean
  /** An operation on it is under way: it is nobody else's to touch. */
  readonly busyWith: Operation['kind'] | null
  /** Null while it is busy, or may be: nobody knows yet what plays on it. */
  readonly idleForMs: number | null
  readonly unhealthyForMs: number | null
  /** How long it had run when it became unhealthy; null while it is not. */
  readonly hungAfterMs: number | null
  readonly failedForMs: number | null
  /** Its VPN's container was restarted since it was started: it sits in a network that is gone. */
  readonly isCutOff: boolean
  /** Its VPN rebuilt its tunnel since it was started: its network is there, its connections broke. */
  readonly outlivedTunnel: boolean
}

/** What the executor is doing right now. */
export type Operation =
  | {
      readonly kind: 'create'
      readonly spec: EngineSpec
      readonly node: string | null
      readonly requestId: string | null
    }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'restart'; readonly id: string }

/** A caller's wish for an engine of its own making (`POST /provision/acestream` with a body). */
export interface PendingRequest {
  readonly id: string
  readonly request: EngineRequest
}

export type ImageState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'present'; readonly digest: string | null; readonly hasEntrypoint: boolean }
  | { readonly kind: 'pulling'; readonly etaS: number | null }
  | { readonly kind: 'missing'; readonly reason: Reason; readonly retryInS: number }

export type BreakerState = 'closed' | 'open' | 'half_open'

export interface Breaker {
  readonly state: BreakerState
  readonly reason: Reason | null
  /** Seconds until the next try; null while closed. */
  readonly endsInS: number | null
}

/** The settings the plan goes by. */
export interface Policy {
  readonly minReplicas: number
  readonly maxReplicas: number
  readonly minFree: number
  readonly idleTtlMs: number
  readonly graceMs: number
  readonly autoDelete: boolean
  readonly rollOutdated: boolean
  readonly unhealthyGraceMs: number
  readonly unhealthyBusyMaxMs: number
  readonly preferredPerVpn: number
  /** A changed forwarded port restarts its engine at once, streams or not. */
  readonly portChangeImmediately: boolean
  readonly restartOnReconnect: boolean
  /** SIGTERM to SIGKILL. */
  readonly stopGraceMs: number
  readonly spec: SpecPolicy
}

export interface PortRange {
  readonly first: number
  readonly last: number
}

/** What every engine is made from. */
export interface SpecPolicy {
  readonly image: string
  readonly variantOverride: EngineSpec['variant'] | null
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Our management label, e.g. `ondemand.app` = `acestream-orchestrator`. */
  readonly label: { readonly key: string; readonly value: string }
  readonly instance: string
  readonly network: string | null
  readonly publishIp: string
  readonly publishHttps: boolean
  readonly memoryLimitBytes: number | null
  readonly cpuLimit: number | null
  readonly ranges: {
    readonly http: PortRange
    readonly https: PortRange
    readonly api: PortRange
    readonly p2p: PortRange
  }
}

/** Everything a decision may look at, read once. */
export interface World {
  readonly policy: Policy
  /** The operator's `POST /scale`, or null. */
  readonly scale: number | null
  /** How long that number has stood, as far as this process knows. */
  readonly scaleForMs: number
  /** The operator's `POST /image/update` is under way: outdated engines go as soon as they are idle. */
  readonly isUpdating: boolean
  readonly runtimeReachable: boolean
  readonly engines: readonly WorldEngine[]
  readonly generics: readonly { readonly facts: ContainerFacts; readonly removal: Removal | null }[]
  /** Names held by anybody on this runtime, as far as known. */
  readonly takenNames: ReadonlySet<string>
  /** Containers of ours that exist or soon will, though they are not listed yet: their names are in use. */
  readonly pendingCreations: number
  /** Whose ports must differ, as the runtime has it. */
  readonly portScope: RuntimeCapabilities['ports']
  /** Ports learned to be in use by others, and not tried for a while. */
  readonly takenPorts: ReadonlySet<number>
  readonly operations: readonly Operation[]
  readonly requests: readonly PendingRequest[]
  /** Callers waiting for any engine. */
  readonly waiting: number
  readonly image: ImageState
  readonly breaker: Breaker
  /** A creation failed a moment ago: the next try waits a little, whatever the reason was. */
  readonly creationRests: boolean
  /** How many engines that hung soon after their start may still be replaced in the current window. */
  readonly relapsesLeft: number
  readonly vpn: VpnView
  /** Some VPN has not been checked since our start, a moment ago: engines placed now would all go into the others. */
  readonly vpnChecksPending: boolean
  /** Engines that may be repaired now if their VPN cut them off; those of a flapping one must wait. */
  readonly repairable: ReadonlySet<string>
}
