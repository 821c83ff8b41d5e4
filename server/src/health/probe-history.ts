import { RECENT_CHECKS, type Uptime } from '../engines/engine.ts'
import type { Registry } from '../engines/registry.ts'
import type { Clock } from '../lib/clock.ts'
import { type Loop, startLoop } from '../lib/loop.ts'
import type { ProbeStore } from './ports.ts'

export interface ProbeHistoryOptions {
  readonly registry: Registry
  readonly store: Pick<ProbeStore, 'recent' | 'uptime'>
  readonly clock: Clock
}

const DAY_MS = 86_400_000
const EVERY_MS = 60_000
const NONE: Uptime = { ok: 0, total: 0 }
/** Engines seen just now are looked up together. */
const SOON_MS = 100

/**
 * Gives every engine its history: the checks from before our start once; every minute its uptime over a day, to which the
 * registry adds the checks in between.
 */
export function startProbeHistory({ registry, store, clock }: ProbeHistoryOptions): Loop {
  const known = new Set<string>()

  async function readChecks(): Promise<void> {
    const fresh = registry.list().filter(({ id }) => !known.has(id))
    if (fresh.length === 0) return
    const rows = await store.recent(
      fresh.map(({ id }) => id),
      RECENT_CHECKS,
    )
    for (const { id } of fresh) {
      known.add(id)
      const engine = registry.get(id)
      const first = engine?.checks[0]?.atMs ?? Number.POSITIVE_INFINITY
      const before = (rows.get(id) ?? []).filter(({ atMs }) => atMs < first)
      if (!engine || before.length === 0) continue
      registry.setChecks(id, [...before, ...engine.checks].slice(-RECENT_CHECKS))
    }
  }

  /** What is checked while the store is read is added to what it read. */
  async function refreshUptime(): Promise<void> {
    const before = new Map(registry.list().map(({ id, uptime }) => [id, uptime]))
    const stored = await store.uptime(clock.now() - DAY_MS)
    for (const { id, uptime } of registry.list()) {
      const [read, now, then] = [stored.get(id) ?? NONE, uptime ?? NONE, before.get(id) ?? NONE]
      const total = read.total + now.total - then.total
      registry.setUptime(id, total > 0 ? { ok: read.ok + now.ok - then.ok, total } : null)
    }
  }

  const loop = startLoop(clock, async () => {
    try {
      await readChecks()
      await refreshUptime()
    } catch {
      return EVERY_MS // the store is down, as its own status says; checks in memory go on
    }
    return registry.list().some(({ id }) => !known.has(id)) ? SOON_MS : EVERY_MS
  })
  const unsubscribe = registry.changes.on((change) => {
    if (change.kind === 'gone') known.delete(change.engine.id)
    else if (change.before === null) loop.wake()
  })
  return {
    wake: () => loop.wake(),
    stop: () => {
      unsubscribe()
      return loop.stop()
    },
  }
}
