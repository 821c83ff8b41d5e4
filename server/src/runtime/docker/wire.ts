import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import {
  either,
  flag,
  having,
  listOf,
  number,
  object,
  orNull,
  type Read,
  recordOf,
  text,
} from '../../lib/shape.ts'

/**
 * What we read of Docker's answers, and no more. Every field may be missing: engines from 20.10 to 29.x, Podman
 * and proxies in between differ in shapes (docs/reference/docker.md 1 and 3), and newer ones add fields at any time.
 */

export const versionBody = object({ Version: text, ApiVersion: text, MinAPIVersion: text })
export type VersionBody = Read<typeof versionBody>

const endpointBody = object({ NetworkID: text, IPAddress: text, GlobalIPv6Address: text })
export type EndpointBody = Read<typeof endpointBody>

const portsBody = recordOf(orNull(listOf(object({ HostIp: text, HostPort: text }))))
export type PortsBody = Read<typeof portsBody>

const networkSettingsBody = object({
  Networks: orNull(recordOf(orNull(endpointBody))),
  Ports: orNull(portsBody),
})
export type NetworkSettingsBody = Read<typeof networkSettingsBody>

const labels = orNull(recordOf(text))

/** One row of `GET /containers/json`. `Status` is for people: `Up 5 minutes (healthy)`, `Exited (137) 3 seconds ago`. */
const containerRow = having(
  {
    Id: text,
    Names: orNull(listOf(text)),
    Image: text,
    ImageID: text,
    /** Unix seconds. */
    Created: number,
    State: text,
    Status: text,
    Labels: labels,
    HostConfig: object({ NetworkMode: text }),
    NetworkSettings: networkSettingsBody,
  },
  'Id',
)
export type ContainerRow = Read<typeof containerRow>

export const containerRows = listOf(containerRow)

/** `GET /containers/{id}/json`. */
export const containerBody = having(
  {
    Id: text,
    Name: text,
    Created: text,
    Image: text,
    State: object({
      Status: text,
      Running: flag,
      Pid: number,
      ExitCode: number,
      OOMKilled: flag,
      Error: text,
      StartedAt: text,
      FinishedAt: text,
      Health: orNull(
        object({
          Status: text,
          Log: orNull(listOf(object({ Output: text, ExitCode: number, Start: text }))),
        }),
      ),
    }),
    Config: object({ Image: text, Labels: labels, Env: orNull(listOf(text)), Tty: flag }),
    HostConfig: object({ NetworkMode: text, PortBindings: orNull(portsBody) }),
    NetworkSettings: networkSettingsBody,
  },
  'Id',
)
export type ContainerBody = Read<typeof containerBody> & {
  /** Ours: why Docker would not show it now. Its state is then the list's, the rest as last known. */
  readonly unread?: Reason
  /** Ours: the last line it wrote, where its program could not be run. */
  readonly lastWords?: string | undefined
  /** Ours: what helps against that, where it is known. */
  readonly cure?: Reason | null
}

/** The answer to `POST /containers/create`. */
export const createdBody = having({ Id: text, Warnings: orNull(listOf(text)) }, 'Id')

/** `GET /images/{name}/json`. */
export const imageBody = object({
  Id: text,
  Created: text,
  RepoDigests: orNull(listOf(text)),
  Config: orNull(
    object({
      Entrypoint: orNull(either(text, listOf(text))),
      ExposedPorts: orNull(recordOf((value) => value ?? {})),
    }),
  ),
})

export type ImageBody = Read<typeof imageBody>

/** `GET /distribution/{name}/json`: what the registry has under that name. */
export const distributionBody = having({ Descriptor: having({ digest: text }, 'digest') }, 'Descriptor')

/** One line of `GET /events`; before API 1.52 the id stood at the top as well. */
export const eventBody = object({
  Action: text,
  Actor: object({ ID: text, Attributes: recordOf(text) }),
})
export type EventBody = Read<typeof eventBody>

/** One line of `POST /images/create`. */
export const pullLine = object({
  status: text,
  id: text,
  progressDetail: orNull(object({ current: number, total: number, units: text })),
  errorDetail: orNull(object({ message: text })),
  error: text,
})
export type PullLine = Read<typeof pullLine>

/** `GET /containers/{id}/stats?stream=false&one-shot=true`. */
export const statsBody = object({
  cpu_stats: object({
    cpu_usage: object({ total_usage: number }),
    system_cpu_usage: number,
    online_cpus: number,
  }),
  memory_stats: object({
    usage: number,
    stats: object({ inactive_file: number, cache: number, total_cache: number }),
  }),
  networks: recordOf(object({ rx_bytes: number, tx_bytes: number })),
})
export type StatsBody = Read<typeof statsBody>

/** An answer whose content is of no interest. */
export const anything = (): true => true
