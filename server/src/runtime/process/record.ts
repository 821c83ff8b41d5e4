import type { ContainerFacts, ContainerStatus } from '../../engines/ports.ts'
import type { EnginePorts } from '../../provisioning/ports.ts'
import type { ProcessIdentity } from './system/proc.ts'

/** How a run ended, as far as it could be seen. */
export interface End {
  /** Unix milliseconds: when it was seen, which is later where nobody of us was there. */
  readonly atMs: number
  /** Null: unknown, the process was not our child. A signal counts as 128 + its number, as in Docker. */
  readonly exitCode: number | null
  readonly error: string | null
}

/** Everything about one engine that must survive our restart; one JSON file each. Times are Unix milliseconds. */
export interface EngineRecord {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly labels: Readonly<Record<string, string>>
  /** Whole, placeholders filled in. */
  readonly command: readonly string[]
  /** Where it runs: our own working directory when it was created, so that relative paths mean what they meant. */
  readonly directory: string
  /** What ENGINE_ENV and the caller add. */
  readonly env: Readonly<Record<string, string>>
  readonly ports: EnginePorts
  /** Id of the VPN it was started for. */
  readonly networkOwner: string | null
  readonly createdAtMs: number
  /** Null before its first start. */
  readonly run: { readonly process: ProcessIdentity; readonly startedAtMs: number } | null
  /** Null while it runs. */
  readonly end: End | null
}

/** A record in the shape in which every runtime tells of its containers. */
export function factsOf(record: EngineRecord, restarting: boolean, advertisedHost: string): ContainerFacts {
  const { run, end, ports } = record
  return {
    id: record.id,
    name: record.name,
    image: record.image,
    imageDigest: null,
    labels: record.labels,
    status: statusOf(record, restarting),
    createdAtMs: record.createdAtMs,
    startedAtMs: run?.startedAtMs ?? null,
    finishedAtMs: end?.atMs ?? null,
    exitCode: end?.exitCode ?? null,
    oomKilled: false, // the kernel tells only the log which process it killed for memory
    error: end?.error ?? null,
    networkOwner: record.networkOwner,
    addresses: [{ host: '127.0.0.1', port: ports.http }],
    advertised: { host: advertisedHost, port: ports.http },
    ports: { [`${ports.http}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(ports.http) }] },
  }
}

function statusOf({ run, end }: EngineRecord, restarting: boolean): ContainerStatus {
  if (restarting) return 'restarting'
  if (run === null) return 'created'
  return end === null ? 'running' : 'exited'
}
