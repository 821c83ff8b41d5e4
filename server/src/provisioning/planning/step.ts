import type { RemovalCause } from '@acestream-orchestrator/contract/events/engine'
import type { BlockedCode } from '@acestream-orchestrator/contract/reasons/incident'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EngineSpec } from '../ports.ts'
import type { World } from './world.ts'

/** One unit of a plan's result: data, so that it can be logged, tested and counted before anything is done. */
export type Step =
  | {
      readonly kind: 'create'
      readonly spec: EngineSpec
      readonly why: Reason
      /** Name of the VPN node it goes into. */
      readonly node: string | null
      readonly requestId: string | null
    }
  | {
      readonly kind: 'remove'
      readonly id: string
      readonly why: Reason
      readonly cause: RemovalCause
      readonly graceMs: number
    }
  | {
      readonly kind: 'restart'
      readonly id: string
      readonly why: Reason
      readonly cause: 'operator' | 'vpn'
      readonly graceMs: number
    }

/** Why no engine can be created now. */
export interface Blocked {
  readonly code: BlockedCode
  readonly reason: Reason
  readonly etaS: number | null
}

export interface Plan {
  readonly steps: readonly Step[]
  readonly wanted: number
  /** Why one more engine could not be made, whether or not one is needed. */
  readonly blocked: Blocked | null
  /** What to say on an engine's card, e.g. why a broken one is left alone. */
  readonly notes: ReadonlyMap<string, Reason>
}

/** What one pass saw and decided. */
export interface Pass {
  readonly world: World
  readonly plan: Plan
}
