import type { Clock } from '../../lib/clock.ts'
import type { RuntimeStatus } from '../../provisioning/ports.ts'

/** Whether Docker can be worked with, why not, and since when. */
export interface Reachability {
  status(): RuntimeStatus
  /** Docker told its version: it is there, if not yet usable. */
  speaks(version: string): void
  /** It answered what we live on, the list of containers. */
  found(): void
  lost(reason: string): void
  /** Calls back when it is found or lost, and when the reason becomes another. */
  onChange(listener: (status: RuntimeStatus) => void): void
}

export function trackReachability(clock: Clock): Reachability {
  const listeners: ((status: RuntimeStatus) => void)[] = []
  let status: RuntimeStatus = {
    kind: 'docker',
    reachable: false,
    version: null,
    reason: 'Docker was not asked yet',
    sinceMs: clock.now(),
  }

  function become(reachable: boolean, reason: string | null): void {
    const changed = reachable !== status.reachable || (!reachable && reason !== status.reason)
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
