import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../../lib/clock.ts'
import { same } from '../../lib/same.ts'
import type { RuntimeKind, RuntimeStatus } from '../../provisioning/ports.ts'

/** Whether a runtime can be worked with, why not, and since when. */
export interface Reachability {
  status(): RuntimeStatus
  /** It gave its version: it is there, if not yet usable. */
  speaks(version: string): void
  /** It answered what we live on, the list of containers or Pods. */
  found(): void
  lost(reason: Reason): void
  /** Calls back when it is found or lost, and when the reason becomes another. */
  onChange(listener: (status: RuntimeStatus) => void): void
}

export function trackReachability(kind: RuntimeKind, clock: Clock): Reachability {
  const listeners: ((status: RuntimeStatus) => void)[] = []
  let status: RuntimeStatus = {
    kind,
    reachable: false,
    version: null,
    reason: { code: 'runtime_not_asked_yet' },
    sinceMs: clock.now(),
  }

  function become(reachable: boolean, reason: Reason | null): void {
    const changed = reachable !== status.reachable || (!reachable && !same(reason, status.reason))
    const sinceMs = reachable === status.reachable ? status.sinceMs : clock.now()
    status = { ...status, reachable, reason, sinceMs }
    if (changed) for (const listener of listeners) listener(status)
  }

  return {
    status: () => status,
    speaks: (version) => {
      status = { ...status, version }
    },
    found: () => become(true, null),
    lost: (reason) => become(false, reason),
    onChange: (listener) => listeners.push(listener),
  }
}
