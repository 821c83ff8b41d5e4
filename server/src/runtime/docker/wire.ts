/**
 * What we read of Docker's answers, and no more. Every field may be missing: engines from 20.10 to 29.x, Podman
 * and proxies in between differ in shapes (facts: docker-engine.md 1 and 3), and newer ones add fields at any time.
 */

export interface VersionBody {
  readonly Version?: string
  readonly ApiVersion?: string
  readonly MinAPIVersion?: string
}

export interface EndpointBody {
  readonly NetworkID?: string
  readonly IPAddress?: string
  readonly GlobalIPv6Address?: string
}

export interface NetworkSettingsBody {
  readonly Networks?: Readonly<Record<string, EndpointBody | null>> | null
  readonly Ports?: PortsBody | null
}

export type PortsBody = Readonly<
  Record<string, readonly { readonly HostIp?: string; readonly HostPort?: string }[] | null>
>

/** One row of `GET /containers/json`. */
export interface ContainerRow {
  readonly Id: string
  readonly Names?: readonly string[] | null
  readonly Image?: string
  readonly ImageID?: string
  readonly State?: string
  /** For people: `Up 5 minutes (healthy)`, `Exited (137) 3 seconds ago`. */
  readonly Status?: string
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly HostConfig?: { readonly NetworkMode?: string }
  readonly NetworkSettings?: NetworkSettingsBody
}

/** `GET /containers/{id}/json`. */
export interface ContainerBody {
  readonly Id: string
  readonly Name?: string
  readonly Created?: string
  readonly Image?: string
  readonly State?: {
    readonly Status?: string
    readonly Running?: boolean
    readonly ExitCode?: number
    readonly OOMKilled?: boolean
    readonly Error?: string
    readonly StartedAt?: string
    readonly FinishedAt?: string
    readonly Health?: {
      readonly Status?: string
      readonly Log?:
        | readonly { readonly Output?: string; readonly ExitCode?: number; readonly Start?: string }[]
        | null
    } | null
  }
  readonly Config?: {
    readonly Image?: string
    readonly Labels?: Readonly<Record<string, string>> | null
    readonly Env?: readonly string[] | null
    readonly Tty?: boolean
  }
  readonly HostConfig?: { readonly NetworkMode?: string; readonly PortBindings?: PortsBody | null }
  readonly NetworkSettings?: NetworkSettingsBody
}

/** `GET /images/{name}/json`. */
export interface ImageBody {
  readonly Id?: string
  readonly Created?: string
  readonly Config?: {
    readonly Entrypoint?: readonly string[] | string | null
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null
  } | null
}

/** One line of `GET /events`; before API 1.52 the id stood at the top as well. */
export interface EventBody {
  readonly Action?: string
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> }
}

/** One line of `POST /images/create`. */
export interface PullLine {
  readonly status?: string
  readonly id?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number } | null
  readonly errorDetail?: { readonly message?: string } | null
  readonly error?: string
}

/** `GET /containers/{id}/stats?stream=false&one-shot=true`. */
export interface StatsBody {
  readonly cpu_stats?: {
    readonly cpu_usage?: { readonly total_usage?: number }
    readonly system_cpu_usage?: number
    readonly online_cpus?: number
  }
  readonly memory_stats?: {
    readonly usage?: number
    readonly stats?: {
      readonly inactive_file?: number
      readonly cache?: number
      readonly total_cache?: number
    }
  }
  readonly networks?: Readonly<Record<string, { readonly rx_bytes?: number; readonly tx_bytes?: number }>>
}
