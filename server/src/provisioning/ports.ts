import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { ContainerFacts } from '../engines/ports.ts'

/** How an image takes its ports and flags (docs/reference/acestream-engine.md 8.2). */
export const VARIANTS = [
  'args',
  'command',
  'extra-flags',
  'http-port-env',
  'conf-env',
  'acestream-args',
] as const
export type Variant = (typeof VARIANTS)[number]

/** Ports inside the engine's network namespace; where they are published, the host port is the same. */
export interface EnginePorts {
  readonly http: number
  readonly https: number
  readonly api: number
  readonly p2p: number
}

/** Everything a runtime needs to make one engine. Data only, so that a plan can be logged and tested. */
export interface EngineSpec {
  readonly name: string
  readonly image: string
  readonly variant: Variant
  /** Extra flags and variables of the operator (ENGINE_ARGS, ENGINE_ENV) and of the caller. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** All labels, ours included. */
  readonly labels: Readonly<Record<string, string>>
  readonly ports: EnginePorts
  readonly network: EngineNetwork
  readonly memoryLimitBytes: number | null
  /** In CPUs, e.g. 1.5. */
  readonly cpuLimit: number | null
  /** Publish the HTTPS port too (ACE_MAP_HTTPS). */
  readonly publishHttps: boolean
}

export type EngineNetwork =
  /** Its own namespace on that network (null: the runtime's default), HTTP port published on `publishIp`. */
  | { readonly kind: 'own'; readonly network: string | null; readonly publishIp: string }
  /** Inside the VPN container's namespace; nothing can be published there. */
  | { readonly kind: 'vpn'; readonly containerId: string; readonly containerName: string }

/** A container that is no engine: `POST /provision`. */
export interface GenericSpec {
  readonly name: string
  readonly image: string
  readonly env: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  /** Container port (`80/tcp`) to host port. */
  readonly ports: Readonly<Record<string, number>>
  readonly publishIp: string
  readonly memoryLimitBytes: number | null
  readonly cpuLimit: number | null
}

export type RuntimeKind = 'docker' | 'process' | 'kubernetes'

export interface RuntimeStatus {
  readonly kind: RuntimeKind
  readonly reachable: boolean
  readonly version: string | null
  readonly reason: Reason | null
  readonly sinceMs: number
}

export interface ImageFacts {
  readonly digest: string | null
  readonly createdAtMs: number | null
  readonly hasEntrypoint: boolean
}

/** What the registry has under a reference, against what is here. */
export type RegistryCheck =
  | { readonly state: 'newer' | 'current' }
  /** It can't be told. */
  | { readonly state: 'unknown'; readonly reason: Reason }

export interface PullProgress {
  readonly doneBytes: number
  /** Null until every layer's size is known. */
  readonly totalBytes: number | null
}

/** Why a creation failed, as the runtime could tell from the outside's words. */
export type CreateFailure =
  | { readonly kind: 'port_taken'; readonly port: number | null; readonly reason: Reason }
  /** `foreign`: by a container that is none of ours; else ours, or one that is being made and not listed yet. */
  | { readonly kind: 'name_taken'; readonly foreign: boolean; readonly reason: Reason }
  | { readonly kind: 'image_missing'; readonly reason: Reason }
  | { readonly kind: 'vpn_gone'; readonly reason: Reason }
  | { readonly kind: 'unreachable'; readonly reason: Reason }
  /** This runtime can not do it at all, now or later. */
  | { readonly kind: 'unsupported'; readonly reason: Reason }
  | { readonly kind: 'other'; readonly reason: Reason }

export type CreateResult =
  | {
      readonly ok: true
      readonly facts: ContainerFacts
      /** What the runtime did otherwise than it was told, in its words. */
      readonly warnings?: readonly string[]
    }
  | { readonly ok: false; readonly failure: CreateFailure }

/*
 * What a runtime offers, split by who needs what. Implementations map "the runtime does not answer" to
 * `DomainError('runtime_unavailable')` and never to an empty list. Every call ends when its signal aborts. Logs and
 * resources are ports of `engines/` and `health/`.
 */

/** Containers of ours as they are. */
export interface ContainerList {
  /** All containers with our management label, of every instance, running or not. */
  list(signal: AbortSignal): Promise<readonly ContainerFacts[]>
  /** Undefined: no such container. */
  inspect(id: string, signal: AbortSignal): Promise<ContainerFacts | undefined>
  /**
   * Calls `onHint` with the id of any labelled container something happened to, until aborted; calls it with
   * null when hints may have been lost (reconnected). Reconnects by itself; never rejects.
   */
  watch(onHint: (id: string | null) => void, signal: AbortSignal): Promise<void>
}

export interface EngineContainers {
  /** Creates and starts; a failed creation leaves nothing behind. */
  create(spec: EngineSpec, signal: AbortSignal): Promise<CreateResult>
  /**
   * Stop (SIGTERM, grace, SIGKILL) and start in place, same id; where a runtime can only recreate it, the facts have another
   * id and the same name.
   */
  restart(id: string, graceMs: number, signal: AbortSignal): Promise<CreateResult>
  /** SIGTERM, `graceMs`, SIGKILL (at once where that is 0), then removal with anonymous volumes. An id already gone is success. */
  remove(id: string, graceMs: number, signal: AbortSignal): Promise<void>
}

export interface GenericContainers {
  createGeneric(spec: GenericSpec, signal: AbortSignal): Promise<CreateResult>
}

export interface ForeignContainers {
  /** Names of containers that an orchestrator created under another CONTAINER_LABEL: to be reported, never touched. */
  underOtherLabels(signal: AbortSignal): Promise<readonly string[]>
}

export interface Images {
  image(reference: string, signal: AbortSignal): Promise<ImageFacts | undefined>
  pull(reference: string, onProgress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>
}

export interface ImageRegistry {
  compareWithRegistry(reference: string, signal: AbortSignal): Promise<RegistryCheck>
}

/** What holds for engines wherever this runtime puts them. */
export interface RuntimeCapabilities {
  /** Whose ports must differ: those of all engines on the host, or none, because each engine has an address of its own. */
  readonly ports: 'per_host' | 'per_engine'
}

/** Where engines run. */
export interface EngineRuntime
  extends ContainerList,
    EngineContainers,
    GenericContainers,
    ForeignContainers,
    Images,
    ImageRegistry {
  readonly kind: RuntimeKind
  readonly capabilities: RuntimeCapabilities
  status(): RuntimeStatus
}

/** One VPN container as provisioning needs it; made by the vpn domain. */
export interface VpnNodeView {
  /** The configured container name: stable across re-creation. */
  readonly name: string
  readonly containerId: string | null
  /** It has been looked at since our start: until then nothing is known against it, nor for it. */
  readonly checked: boolean
  readonly running: boolean
  readonly startedAtMs: number | null
  /** Traffic passes, as far as anybody can tell: engines in it can serve. */
  readonly connected: boolean
  /** New engines may start in it now; else `blockedReason` says why not. */
  readonly usable: boolean
  readonly blockedReason: Reason | null
  /** For how many ms it has not been usable, on the monotonic clock; null while it is. */
  readonly downForMs: number | null
  readonly forwardedPort: number | null
  /** Ports of its namespace that are published on the host, or null where engines are not reached through them. */
  readonly publishedPorts: ReadonlySet<number> | null
  /** Ports taken in its namespace by Gluetun itself and by containers that are not our engines. */
  readonly occupiedPorts: ReadonlySet<number>
  /** Unix ms of the last tunnel reconnect seen while the namespace lived on; null: none seen. */
  readonly reconnectedAtMs: number | null
}

export interface VpnView {
  /** False: no VPN configured, engines start on their own network. */
  readonly configured: boolean
  readonly nodes: readonly VpnNodeView[]
}
