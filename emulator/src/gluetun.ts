import type { Role } from './gluetun/auth.ts'
import type { VpnChanges } from './gluetun/changes.ts'
import type { GluetunFaults } from './gluetun/faults.ts'
import type { Flavour } from './gluetun/flavour.ts'
import { GluetunProcess } from './gluetun/process.ts'

export interface GluetunOptions {
  readonly port?: number
  /** Null: no health server. */
  readonly healthPort?: number | null
  readonly host?: string
  readonly healthHost?: string
  readonly flavour?: Flavour
  readonly roles?: readonly Role[]
  readonly defaultRole?: Role
  readonly portForwarding?: boolean
  readonly forwardedPorts?: readonly number[]
  readonly publicIp?: string
  readonly country?: string
  readonly region?: string
  readonly city?: string
  readonly provider?: string
  readonly vpnType?: 'openvpn' | 'wireguard'
  /** Of its DNS server. */
  readonly dns?: 'running' | 'stopped'
  /** Divides every wait that the real one has: 4 s until address and port are known. */
  readonly timeScale?: number
  /** The `/emulator/*` routes on the control server's port. */
  readonly control?: boolean
  /** What `POST /emulator/crash` does; closes by default. */
  readonly onCrash?: (exitCode: number) => void
}

export interface GluetunState {
  readonly flavour: Flavour
  readonly port: number
  readonly healthPort: number | null
  readonly status: string
  readonly publicIp: string
  readonly forwardedPorts: readonly number[]
  readonly healthy: boolean | undefined
  readonly healthReason: string
  readonly faults: GluetunFaults
  /** The newest 200, oldest first: `GET /v1/vpn/status`. */
  readonly requests: readonly string[]
}

export interface EmulatedGluetun {
  readonly port: number
  readonly url: string
  readonly healthUrl: string | undefined
  /** At once: a VPN set to `running` has its address and ports. */
  set(changes: VpnChanges): void
  fault(faults: Partial<GluetunFaults>): GluetunFaults
  clearFaults(): void
  /** A tunnel restart inside the container. Resolves when it runs; address and ports follow. */
  reconnect(exit?: VpnChanges): Promise<void>
  state(): GluetunState
  crash(exitCode?: number): void
  close(): Promise<void>
}

/** One Gluetun inside this process. Rejects where a real one would not start: a port in use, an unknown route. */
export async function startGluetun(options: GluetunOptions = {}): Promise<EmulatedGluetun> {
  const gluetun = new GluetunProcess(options)
  await gluetun.listen()
  return gluetun
}
