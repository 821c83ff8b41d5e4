// Whether the world sees the address of this host instead of the address of the VPN.
import type { EventRecorder } from '../../journal/journal-event.ts'
import { backoffMs } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { reasonOf } from '../../lib/errors.ts'
import { type Loop, startLoop } from '../../lib/loop.ts'
import type { NodeState } from '../node/node-state.ts'
import type { ControlClient } from '../ports.ts'
import { type HostIp, judgeLeak, type Leak } from './leak.ts'

export interface LeakWatch {
  /** Null: no LEAK_CHECK_URL. */
  check(node: NodeState): Leak | null
  /** Records when a node begins or ceases to leak. */
  compare(nodes: readonly NodeState[]): void
  start(): void
  stop(): Promise<void>
}

export interface LeakWatchOptions {
  readonly url: string | null
  readonly control: Pick<ControlClient, 'hostIp'>
  readonly recorder: EventRecorder
  readonly clock: Clock
  /** This host's address became known or another. */
  readonly onHostIp: () => void
}

/** A home's address changes once a day at most. */
const HOST_IP_EVERY_MS = 15 * 60_000
const AFTER_FAILURE = { firstMs: 60_000, longestMs: HOST_IP_EVERY_MS }

/** Compares the address that the world sees of the VPN with this host's own. */
export function createLeakWatch(options: LeakWatchOptions): LeakWatch {
  const { url, clock } = options
  let host: HostIp = { kind: 'unknown', reason: { code: 'host_ip_not_asked' }, atMs: null }
  let failures = 0
  let loop: Loop | null = null
  const leaking = new Set<string>()

  async function pass(signal: AbortSignal): Promise<number> {
    host = await askHost(url ?? '', signal)
    if (signal.aborted) return 0
    failures = host.kind === 'known' ? 0 : failures + 1
    options.onHostIp()
    return host.kind === 'known' ? HOST_IP_EVERY_MS : backoffMs(failures, AFTER_FAILURE)
  }

  async function askHost(from: string, signal: AbortSignal): Promise<HostIp> {
    try {
      return { kind: 'known', ip: await options.control.hostIp(from, signal), atMs: clock.now() }
    } catch (error) {
      return { kind: 'unknown', reason: reasonOf(error), atMs: clock.now() }
    }
  }

  function check(node: NodeState): Leak | null {
    return url === null ? null : judgeLeak(publicIpOf(node), host)
  }

  function compareOne(node: NodeState): void {
    const leak = check(node)
    if (leak === null || leak.status === 'unknown') return
    const isLeaking = leak.status === 'leaking'
    if (isLeaking === leaking.has(node.name)) return
    if (isLeaking) leaking.add(node.name)
    else leaking.delete(node.name)
    options.recorder.record({
      event: {
        code: isLeaking ? 'vpn.leak' : 'vpn.leak_over',
        container: node.name,
        publicIp: publicIpOf(node),
        hostIp: leak.hostIp,
      },
      links: { vpn: node.name },
    })
  }

  return {
    check,
    compare: (nodes) => {
      for (const node of nodes) compareOne(node)
    },
    start: () => {
      if (url !== null) loop ??= startLoop(clock, pass)
    },
    stop: async () => {
      await loop?.stop()
    },
  }
}

function publicIpOf({ control }: NodeState): string | null {
  return control?.kind === 'ok' ? control.publicIp : null
}
