import type { CheckId } from '@acestream-orchestrator/contract/reasons/finding'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { ControlReading } from '../vpn/ports.ts'

/** What each check looks at, gathered at the edges; see `ports.ts`. Sizes in bytes. */
export interface FactsOf {
  readonly docker: DockerFacts
  readonly docker_access: AccessFacts
  readonly image: ImageFacts
  readonly page_size: PageSizeFacts
  readonly ports: PortFacts
  readonly vpn: readonly VpnFacts[]
  readonly clock: ClockFacts
  readonly disk: DiskFacts
  readonly file_system: FileSystemFacts
  readonly memory: MemoryFacts
}

/** Each check has its facts, and no other. */
export type Facts<Id extends CheckId> = FactsOf[Id]

export type DockerFacts =
  | { readonly kind: 'usable'; readonly version: string }
  | { readonly kind: 'unusable'; readonly reason: Reason }

export interface AccessFacts {
  /** How many kinds of request were tried. */
  readonly tried: number
  readonly refused: readonly { readonly request: string; readonly allow: string }[]
}

export interface ImageFacts {
  readonly image: string
  /** In Docker's words, e.g. `amd64`; null: not pulled. */
  readonly architecture: string | null
  /** Of the machine that runs it, e.g. `x86_64`; null: not known. */
  readonly machine: string | null
  /** An emulator for the image's architecture is registered on that machine; null: it can't be seen from here. */
  readonly emulator: boolean | null
}

export interface PageSizeFacts {
  /** Of the machine that engines run on; null: it can't be seen from here. */
  readonly bytes: number | null
}

export interface RangeFacts {
  readonly setting: string
  readonly first: number
  readonly last: number
  /** Held by anything but our engines. */
  readonly taken: readonly number[]
}

export interface PortFacts {
  /** Those of which each engine takes a port of the machine. */
  readonly ranges: readonly RangeFacts[]
  /** MAX_REPLICAS. */
  readonly engines: number
  /** PORT, where something that is not the orchestrator holds it; null otherwise. */
  readonly ownPortTaken: number | null
}

export interface VpnFacts {
  readonly vpn: string
  /** Null: there is no such container. */
  readonly container: {
    readonly status: string
    readonly reading: ControlReading
    readonly published: ReadonlySet<number>
    /** Engines are reached, by us or by clients, through ports that this container publishes. */
    readonly needsPublished: boolean
  } | null
  /** PORT_RANGE_HOST, and how many engines may be in this VPN. */
  readonly range: { readonly first: number; readonly last: number }
  readonly engines: number
}

export interface ClockFacts {
  /** `driftMs`: ours minus theirs; `withinMs`: how exact that is. */
  readonly compared: readonly {
    readonly source: string
    readonly driftMs: number
    readonly withinMs: number
  }[]
}

export interface DiskFacts {
  readonly disks: readonly { readonly disk: 'data_dir' | 'docker'; readonly freeBytes: number }[]
  /** Why DATA_DIR can't be written, as the system's error code; null where it can. */
  readonly notWritable: string | null
}

export interface FileSystemFacts {
  /** As the kernel names it, e.g. `ext4`, `nfs4`, `fuse.sshfs`. */
  readonly fileSystem: string
  /** Why files can't be locked there; null where they can. */
  readonly lackOfLocks: Reason | null
  /** We run in a container. */
  readonly contained: boolean
}

export interface MemoryFacts {
  /** Null: another machine's, which can't be seen from here. */
  readonly availableBytes: number | null
  readonly totalBytes: number | null
  /** ENGINE_MEMORY_LIMIT. */
  readonly engineLimitBytes: number | null
  /** MAX_REPLICAS, and how many engines run already. */
  readonly engines: number
  readonly running: number
}
