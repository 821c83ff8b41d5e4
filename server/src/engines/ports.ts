import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../lib/address.ts'

/** What the engines domain asks of the outside: container facts come in, intents and memory are kept. */

/**
 * Docker's words for a container's status; other runtimes use the ones that fit. `pending`: it has a place in the cluster's
 * list and will start by itself, sooner or later.
 */
export type ContainerStatus =
  | 'pending'
  | 'created'
  | 'running'
  | 'paused'
  | 'restarting'
  | 'removing'
  | 'exited'
  | 'dead'

/** One container as its runtime describes it, re-read and whole: never a delta. Times are Unix milliseconds. */
export interface ContainerFacts {
  readonly id: string
  readonly name: string
  readonly image: string
  /** The content address of the image the container runs, e.g. `sha256:…`; null where the runtime has none. */
  readonly imageDigest: string | null
  readonly labels: Readonly<Record<string, string>>
  readonly status: ContainerStatus
  readonly createdAtMs: number
  readonly startedAtMs: number | null
  readonly finishedAtMs: number | null
  /** Null while it runs, and where the runtime can't know it (a process adopted after our restart). */
  readonly exitCode: number | null
  readonly oomKilled: boolean
  /** The runtime's own words on why it could not start or died. */
  readonly error: string | null
  /** Why it has not started yet, where the runtime starts it later. Missing or null: it does not wait. */
  readonly waiting?: Reason | null
  /** The last line it wrote, where its program could not be run. */
  readonly lastWords?: string | null
  /** What helps against what `lastWords` says, where that is known. */
  readonly cure?: Reason | null
  /** Why the runtime would not show it in full; then all but its status is as last known. Missing or null: it did. */
  readonly unread?: Reason | null
  /** Id of the container whose network namespace it joined (`container:<id>`), else null. */
  readonly networkOwner: string | null
  /** Where its HTTP port may be reached from here, the likeliest first; the health monitor tries them. */
  readonly addresses: readonly Address[]
  /** What clients are told: by name or published, as ENGINE_ADVERTISE says. */
  readonly advertised: Address
  /** Container port (`6878/tcp`) to host bindings, as `GET /containers/{id}` shows them. */
  readonly ports: Readonly<
    Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
  >
}

/** An operator's wish about one engine. Kept in the store until it is fulfilled. */
export type EngineIntent =
  | { readonly kind: 'remove'; readonly engineId: string; readonly atMs: number; readonly why: Reason }
  | { readonly kind: 'drain'; readonly engineId: string; readonly atMs: number; readonly isKept: boolean }
  | { readonly kind: 'restart'; readonly engineId: string; readonly atMs: number; readonly why: Reason }

export interface Intents {
  readonly engines: readonly EngineIntent[]
  /** The operator's `POST /scale`, or null after `DELETE /scale`. */
  readonly scale: number | null
  /** When `POST /image/update` was asked, Unix ms, until every engine is replaced; else null. */
  readonly imageUpdateAtMs: number | null
}

/** Rejects with `store_unavailable` when the wish could not be made durable. */
export interface IntentStore {
  load(): Promise<Intents>
  put(intent: EngineIntent): Promise<void>
  drop(kind: EngineIntent['kind'], engineId: string): Promise<void>
  setScale(scale: number | null): Promise<void>
  setImageUpdate(atMs: number | null): Promise<void>
}

/** What we know of an engine beyond its container: survives our restart. */
export interface EngineMemory {
  readonly engineId: string
  readonly firstSeenMs: number
  readonly lastStreamUsageMs: number | null
  readonly handedOutAtMs: number | null
  readonly restarts: number
}

/** An engine that a client registered; probed and shown, never changed by us. */
export interface ExternalEngine {
  readonly id: string
  readonly name: string | null
  readonly address: Address
  readonly registeredAtMs: number
}

export interface EngineStore {
  loadMemory(): Promise<readonly EngineMemory[]>
  /** Best effort: a full disk never stops an engine. */
  remember(memory: EngineMemory): void
  forget(engineId: string): void
  loadExternal(): Promise<readonly ExternalEngine[]>
  /** Rejects with `store_unavailable`. */
  putExternal(engine: ExternalEngine): Promise<void>
  dropExternal(id: string): Promise<void>
}

/** Streams as the engines domain needs them. */
export interface StreamUsage {
  /** Ids of the started streams on this engine. */
  startedOn(engineId: string): readonly string[]
}

export interface LogLine {
  /** Unix milliseconds, or null where the runtime gives none. */
  readonly atMs: number | null
  readonly stream: 'stdout' | 'stderr'
  readonly text: string
}

export interface LogOptions {
  /** Last so many lines; undefined = all that is kept. */
  readonly tail?: number
  readonly sinceMs?: number
  readonly follow: boolean
}

/** Detailed reads of one container for people; only ever asked for containers of ours or the configured VPN's. */
export interface ContainerReader {
  logs(id: string, options: LogOptions, signal: AbortSignal): AsyncIterable<LogLine>
}
