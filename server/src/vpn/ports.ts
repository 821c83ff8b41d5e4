import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../lib/address.ts'

/** The VPN's container as the runtime sees it. Of its environment a few settings are kept, never a secret. */
export interface VpnContainerFacts {
  readonly id: string
  readonly name: string
  readonly status: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
  readonly health: 'healthy' | 'unhealthy' | 'starting' | 'unknown'
  /** The last health check's own output, whole: whoever cuts it takes the secrets out first. */
  readonly healthOutput: string | null
  readonly startedAtMs: number | null
  readonly exitCode: number | null
  readonly image: string
  /** The port its control server listens on. */
  readonly controlPort: number
  /** Where its control server may be reached from here, likeliest first. */
  readonly controlAddresses: readonly Address[]
  /** Why none of those leads there, with what to configure; null where they may. */
  readonly controlObstacle: Reason | null
  /** TCP ports of its namespace that are published on the machine, whether or not they can be reached from here. */
  readonly published: ReadonlySet<number>
  /** We share a Docker network or its own namespace with it, so that its ports are reachable without publishing. */
  readonly sharesNetwork: boolean
  /** `VPN_PORT_FORWARDING` is on; null where it can't be read. */
  readonly portForwardingEnabled: boolean | null
  /** Gluetun is configured not to ask for its public IP (`PUBLICIP_ENABLED`). */
  readonly publicIpDisabled: boolean
  /** Unix ms since when its health check passes, as far as Docker shows; null where it doesn't pass or is not known. */
  readonly healthySinceMs: number | null
  /** `VPN_SERVICE_PROVIDER` and `VPN_TYPE` are not secrets, but null where they can't be read. */
  readonly provider: string | null
  readonly vpnType: string | null
  /** Ports that other containers in its namespace (not our engines) are known to use. */
  readonly occupiedPorts: ReadonlySet<number>
}

export interface VpnContainers {
  /**
   * By configured name; `controlPort` null: as the container's environment says. Undefined: no such container.
   * Rejects with `runtime_unavailable`.
   */
  inspectVpn(
    name: string,
    controlPort: number | null,
    signal: AbortSignal,
  ): Promise<VpnContainerFacts | undefined>
  /**
   * Calls `onHint` with the name of a configured VPN container something happened to (its health changes too),
   * until aborted; calls it with null when hints may have been lost. Reconnects by itself.
   */
  watchVpn(
    names: readonly string[],
    onHint: (name: string | null) => void,
    signal: AbortSignal,
  ): Promise<void>
}

export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'api_key'; readonly key: string }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }

export type ControlPart = 'status' | 'publicIp' | 'ports'

/** Everything the control server answered in one check; each part null where it could not be read. */
export type ControlReading =
  | {
      readonly kind: 'ok'
      readonly status: TunnelStatus
      readonly publicIp: string | null
      readonly country: string | null
      readonly region: string | null
      readonly city: string | null
      /** Empty when forwarding is off or pending; null when the route could not be read. */
      readonly forwardedPorts: readonly number[] | null
      readonly version: string | null
      /** Per part: why it could not be read and what to configure; null where it could. */
      readonly problems: {
        readonly status: Reason | null
        readonly publicIp: Reason | null
        readonly ports: Reason | null
      }
      /** Parts that are answered 401 while others are not: our credentials are right, their role lacks these routes. */
      readonly unlisted: readonly ControlPart[]
    }
  | { readonly kind: 'unauthorized'; readonly reason: Reason }
  | { readonly kind: 'unreachable'; readonly reason: Reason }
  | { readonly kind: 'not_gluetun'; readonly reason: Reason }

/** Gluetun's words for its VPN loop (docs/reference/gluetun.md 2.1); `unknown` where it could not be read. */
export type TunnelStatus =
  | 'starting'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'crashed'
  | 'completed'
  | 'unknown'

export interface ControlClient {
  /** One check, a few seconds at most. A server that can't be read is a value; rejects only when aborted. */
  read(address: Address, credentials: Credentials, signal: AbortSignal): Promise<ControlReading>
  /**
   * PUT `stopped`, then PUT `running`. Rejects with `vpn_error` and the server's words. Once
   * begun, an abort does not end it: a tunnel left stopped would stay so.
   */
  restartTunnel(address: Address, credentials: Credentials, signal: AbortSignal): Promise<void>
  /** The public address that `url` reports for this host. Rejects with `vpn_error`. */
  hostIp(url: string, signal: AbortSignal): Promise<string>
}

export interface VpnCheckRow {
  readonly node: string
  readonly atMs: number
  readonly ok: boolean
  readonly latencyMs: number | null
  readonly state: string
  readonly reason: Reason | null
  readonly publicIp: string | null
  readonly forwardedPort: number | null
}

/** Checks kept 7 days, as changes plus one row a minute. */
export interface VpnCheckStore {
  append(row: VpnCheckRow): void
  recent(nodes: readonly string[], limit: number): Promise<ReadonlyMap<string, readonly VpnCheckRow[]>>
}

/** The engines domain as the VPN's status needs it. */
export interface NetworkedEngines {
  /** Ids of the engines in the network of the VPN container of that name. */
  inNetworkOf(node: string): readonly string[]
}
