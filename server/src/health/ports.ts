import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Uptime } from '../engines/engine.ts'
import type { Address } from '../lib/address.ts'

/** One health question to one engine and its answer: a value, never an exception. */
export type Probe =
  | { readonly ok: true; readonly latencyMs: number; readonly version: string | null }
  | {
      readonly ok: false
      readonly latencyMs: number
      readonly reason: Reason
      /** The reason holds words of what answered. */
      readonly quotes?: true
      /** No engine answers like this, so something else did. */
      readonly foreign?: true
    }

/** Asks `GET /server/api?api_version=3&method=get_status` (docs/reference/acestream-engine.md 5.3). Never rejects but for an abort. */
export interface HealthProber {
  probe(address: Address, timeoutMs: number, signal: AbortSignal): Promise<Probe>
}

export interface ProbeRow {
  readonly engineId: string
  readonly atMs: number
  readonly ok: boolean
  readonly latencyMs: number | null
  readonly reason: Reason | null
}

/** Probe history, kept 7 days. */
export interface ProbeStore {
  /** Best effort and buffered: health never waits for a disk. */
  append(row: ProbeRow): void
  /** The newest `limit` rows of each engine, oldest first. */
  recent(engineIds: readonly string[], limit: number): Promise<ReadonlyMap<string, readonly ProbeRow[]>>
  history(engineId: string, sinceMs: number, limit: number): Promise<readonly ProbeRow[]>
  /** Answered and asked since then, per engine that has any. */
  uptime(sinceMs: number): Promise<ReadonlyMap<string, Uptime>>
}

/** CPU, memory and network of one container. `cpuTotalNs`/`rxBytes`/`txBytes` are running totals. */
export interface ResourceReading {
  readonly cpuPercent: number | null
  readonly memoryBytes: number | null
  readonly rxBytes: number | null
  readonly txBytes: number | null
  /** Remote ends of the established connections to the engine's HTTP port; null where they can't be read. */
  readonly readers: ReadonlySet<string> | null
}

export interface ResourceReader {
  /** Undefined when the container is not running or the runtime can't tell. */
  stats(id: string, signal: AbortSignal): Promise<ResourceReading | undefined>
}
