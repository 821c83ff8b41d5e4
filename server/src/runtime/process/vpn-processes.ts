import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../../lib/clock.ts'
import { DomainError, isAbort, reasonOf } from '../../lib/errors.ts'
import type { VpnContainerFacts, VpnContainers } from '../../vpn/ports.ts'
import { identify, isAlive, startedAtMs } from './system/proc.ts'

/**
 * What `<dataDir>/vpn/<name>.json` says of an emulated Gluetun that runs as a local process. Whoever starts it
 * writes the file, whole (write and rename), and again when its health changes. A real VPN is always a container:
 * no local process could join its network.
 */
export interface VpnRecord {
  readonly pid: number
  readonly controlPort: number
  readonly health?: 'healthy' | 'unhealthy' | 'starting'
  readonly portForwarding?: boolean
  readonly provider?: string
  readonly vpnType?: string
}

const POLL_MS = 250

/** Emulated VPNs as the vpn domain sees containers: the id is pid and start time, so another process is another container. */
export function createVpnProcesses(dataDir: string, clock: Clock): VpnContainers {
  async function inspect(name: string): Promise<VpnContainerFacts | undefined> {
    const path = join(dataDir, 'vpn', `${name}.json`)
    const record = await readRecord(path)
    const identity = record && identify(record.pid)
    if (!record) return undefined
    const alive = identity !== undefined && isAlive(identity)
    return {
      id: `${record.pid}.${identity?.startTicks ?? 0}`,
      name,
      status: alive ? 'running' : 'exited',
      health: alive ? (record.health ?? 'unknown') : 'unknown',
      healthOutput: null,
      startedAtMs: identity ? startedAtMs(identity) : null,
      exitCode: null,
      image: 'local process',
      controlPort: record.controlPort,
      controlObstacle: null,
      publicIpDisabled: false,
      healthySinceMs: null,
      controlAddresses: [{ host: '127.0.0.1', port: record.controlPort }],
      published: new Set<number>(),
      sharesNetwork: true,
      portForwardingEnabled: record.portForwarding ?? null,
      provider: record.provider ?? null,
      vpnType: record.vpnType ?? null,
      occupiedPorts: new Set([record.controlPort]),
    }
  }

  /** A record that can't be read just now is no change: the next look finds what it says. */
  async function stateOf(name: string): Promise<string | undefined> {
    const facts = await inspect(name).catch(() => 'unreadable' as const)
    return facts === 'unreadable' ? undefined : `${facts?.id} ${facts?.status} ${facts?.health}`
  }

  async function follow(names: readonly string[], onHint: (name: string) => void, signal: AbortSignal) {
    const seen = new Map<string, string>()
    for (;;) {
      for (const name of names) {
        const state = await stateOf(name)
        if (state === undefined) continue
        if (seen.has(name) && seen.get(name) !== state) onHint(name)
        seen.set(name, state)
      }
      await clock.sleep(POLL_MS, signal)
    }
  }

  return {
    inspectVpn: (name) => inspect(name),
    watchVpn: async (names, onHint, signal) => {
      await follow(names, onHint, signal).catch((error: unknown) => {
        if (!isAbort(error, signal)) throw error
      })
    },
  }
}

/** Undefined: no such file, so no such VPN. */
async function readRecord(path: string): Promise<VpnRecord | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as VpnRecord
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    const reason: Reason = {
      code: 'runtime_call_failed',
      call: 'read_records',
      subject: path,
      reason: reasonOf(error),
    }
    throw new DomainError('runtime_unavailable', reason, { cause: error })
  }
}
