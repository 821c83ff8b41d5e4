import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Engine } from '../engines/engine.ts'
import type { ContainerFacts } from '../engines/ports.ts'
import type { PolicyPlan } from './planning/policy-preview.ts'
import type { Blocked } from './planning/step.ts'
import type { BreakerState, Policy } from './planning/world.ts'
import type { RegistryCheck } from './ports.ts'

/** What a caller of `POST /provision/acestream` may ask for; everything optional. */
export interface EngineRequest {
  readonly image: string | null
  readonly labels: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  readonly hostPort: number | null
}

export interface GenericRequest {
  readonly image: string | null
  readonly env: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly ports: Readonly<Record<string, number>>
  readonly namePrefix: string
}

export interface ScalePlan {
  readonly scaledTo: number
  readonly starts: number
  readonly removes: readonly string[]
  readonly protected: readonly { readonly id: string; readonly why: Reason }[]
}

/** What follows when one engine is removed. */
export interface RemovalPlan {
  /** Another one is created in its place. */
  readonly isReplaced: boolean
  /** How many there should be then: an engine in use raises the number, and its removal lowers it. */
  readonly wanted: number
}

export interface Capacity {
  /** Engines alive or being made. */
  readonly total: number
  readonly used: number
  readonly available: number
  readonly min: number
  readonly max: number
  readonly scale: number | null
  readonly wanted: number
}

/** How far `POST /image/update` is. */
export type ImageUpdateState =
  | { readonly kind: 'idle' | 'pulling' }
  | {
      readonly kind: 'replacing'
      readonly replaced: number
      /** Null until the engines have been compared with the new image. */
      readonly total: number | null
      /** Outdated engines that are in use: they stay until they are idle. */
      readonly waiting: number
    }
  | { readonly kind: 'done' | 'cancelled'; readonly replaced: number }
  | { readonly kind: 'failed'; readonly reason: Reason }

/** Whether engines could run a newer image. */
export interface ImageReport {
  readonly image: string
  readonly check: RegistryCheck
  /** Engines that still run an older image than the one here. */
  readonly outdated: number
}

export interface ProvisioningStatus {
  readonly capacity: Capacity
  readonly breaker: BreakerState
  /** Why no engine can be made now, or null. */
  readonly blocked: Blocked | null
}

/** What the API asks of provisioning. */
export interface Provisioning {
  status(): ProvisioningStatus
  /**
   * Hands out an engine that answers its probe: idle, starting or new, in that order. A caller that leaves (the
   * signal) cancels nothing and its retry gets the same one. Rejects with one of the codes that stand for 503.
   */
  engine(request: EngineRequest, signal: AbortSignal): Promise<Engine>
  container(request: GenericRequest, signal: AbortSignal): Promise<ContainerFacts>
  /** Stores the new number, clamped to min..max. */
  scale(target: number): Promise<ScalePlan>
  previewScale(target: number): ScalePlan
  clearScale(): Promise<void>
  previewRemoval(engineId: string): RemovalPlan
  previewPolicy(policy: Policy): PolicyPlan
  /** Asks the registry about the image that engines are created from. */
  checkImage(signal: AbortSignal): Promise<ImageReport>
  /** Fetches the newest image, then replaces the engines that differ, one at a time, each once it is idle. */
  updateImage(): Promise<ImageUpdateState>
  cancelImageUpdate(): Promise<ImageUpdateState>
  imageUpdate(): ImageUpdateState
  /** Removes exited leftovers and idle engines over the wanted number now; answers their ids. */
  collectGarbage(signal: AbortSignal): Promise<readonly string[]>
}
