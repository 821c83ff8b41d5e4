import { backoffMs } from '../../lib/backoff.ts'
import { NO_PORT_PATIENCE_MS } from './judge.ts'
import type { NodeState } from './node-state.ts'

/** Reconnects tried for one missing port. */
export interface Watchdog {
  readonly attempts: number
  /** Monotonic ms before which there is no other. */
  readonly notBeforeMs: number
}

export const RESTED: Watchdog = { attempts: 0, notBeforeMs: 0 }

/** Longer each time: a provider that has no port to give is not helped by a new tunnel every minute. */
const BETWEEN = { firstMs: 5 * 60_000, longestMs: 60 * 60_000 }

/** Whether a tunnel without its forwarded port is to be rebuilt now (docs/reference/gluetun.md 4, the stuck loop up to v3.41.1). */
export function watchPort(
  before: Watchdog,
  node: NodeState,
  elapsedMs: number,
): { readonly watchdog: Watchdog; readonly reconnect: boolean } {
  if (node.port.current !== null) return { watchdog: RESTED, reconnect: false }
  const { noPortSinceMs } = node.tunnel
  const isFault = noPortSinceMs !== null && elapsedMs - noPortSinceMs > NO_PORT_PATIENCE_MS
  if (!isFault || elapsedMs < before.notBeforeMs) return { watchdog: before, reconnect: false }
  const attempts = before.attempts + 1
  return { watchdog: { attempts, notBeforeMs: elapsedMs + backoffMs(attempts, BETWEEN) }, reconnect: true }
}
