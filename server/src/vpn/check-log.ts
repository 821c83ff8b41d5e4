import { messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/log.ts'
import { NO_PORT, type NodeState, type Port } from './node/node-state.ts'
import type { VpnCheckRow, VpnCheckStore } from './ports.ts'

/** Checks shown per node. */
export const RECENT_CHECKS = 40

/** Between two shown rows that say the same: a connecting VPN is asked so often that it would push out all before. */
const SHOW_EVERY_MS = 2000

/** Between two stored rows that say the same. */
const STORE_EVERY_MS = 60_000

export interface CheckLog {
  /** Reads what was stored before; a store that can't be read costs the history only. */
  load(): Promise<void>
  add(node: NodeState, latencyMs: number | null): void
  /** The last 40, oldest first. */
  recent(name: string): readonly VpnCheckRow[]
  /** The forwarded port as the stored checks tell it. */
  portOf(name: string): Port
}

/** The last checks of every node, in memory; stored as changes plus one row a minute. */
export function createCheckLog(names: readonly string[], store: VpnCheckStore, logger: Logger): CheckLog {
  const recents = new Map<string, readonly VpnCheckRow[]>()
  const stored = new Map<string, VpnCheckRow>()

  return {
    load: async () => {
      try {
        for (const [name, rows] of await store.recent(names, RECENT_CHECKS))
          recents.set(name, [...rows].sort((a, b) => a.atMs - b.atMs).slice(-RECENT_CHECKS))
      } catch (error) {
        logger.warn({ reason: messageOf(error) }, 'stored VPN checks could not be read')
      }
    },
    add: (node, latencyMs) => {
      const row = rowOf(node, latencyMs)
      const shown = recents.get(node.name) ?? []
      if (saysMore(shown.at(-1), row, SHOW_EVERY_MS))
        recents.set(node.name, [...shown.slice(-(RECENT_CHECKS - 1)), row])
      if (!saysMore(stored.get(node.name), row, STORE_EVERY_MS)) return
      stored.set(node.name, row)
      store.append(row)
    },
    recent: (name) => recents.get(name) ?? [],
    portOf: (name) => portFrom(recents.get(name) ?? []),
  }
}

function rowOf(
  { name, lookedAtMs, verdict, control, port }: NodeState,
  latencyMs: number | null,
): VpnCheckRow {
  const ok = verdict.state === 'up'
  return {
    node: name,
    atMs: lookedAtMs ?? 0,
    ok,
    latencyMs,
    state: verdict.state,
    reason: ok ? null : verdict.reason,
    publicIp: control?.kind === 'ok' ? control.publicIp : null,
    forwardedPort: port.current,
  }
}

function saysMore(last: VpnCheckRow | undefined, row: VpnCheckRow, everyMs: number): boolean {
  return (
    last === undefined ||
    Math.abs(row.atMs - last.atMs) >= everyMs ||
    row.state !== last.state ||
    row.publicIp !== last.publicIp ||
    row.forwardedPort !== last.forwardedPort
  )
}

/** The last port seen, with its time where the change to it was seen as well. */
function portFrom(rows: readonly VpnCheckRow[]): Port {
  const withPort = rows.filter(({ forwardedPort }) => forwardedPort !== null)
  const last = withPort.at(-1)?.forwardedPort ?? null
  const former = withPort.findLastIndex(({ forwardedPort }) => forwardedPort !== last)
  const changedAtMs = former === -1 ? null : (withPort[former + 1]?.atMs ?? null)
  return last === null ? NO_PORT : { current: null, last, changedAtMs }
}
