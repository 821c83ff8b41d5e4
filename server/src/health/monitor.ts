import { type Engine, isAlive, isExternal } from '../engines/engine.ts'
import type { Registry } from '../engines/registry.ts'
import { isSameAddress } from '../lib/address.ts'
import type { Clock } from '../lib/clock.ts'
import { type Loop, startLoop } from '../lib/loop.ts'
import { judge, type Policy } from './judge.ts'
import type { HealthProber, Probe, ProbeStore } from './ports.ts'

export interface MonitorOptions extends Policy {
  readonly registry: Registry
  readonly prober: HealthProber
  readonly store: Pick<ProbeStore, 'append'>
  readonly clock: Clock
  readonly intervalMs: number
  readonly timeoutMs: number
  /** 0 ≤ random < 1; spreads the checks of many engines. */
  readonly random: () => number
}

export interface HealthMonitor {
  /** Checks this engine now, e.g. because a read of it failed elsewhere. At most once a second each. */
  probeNow(engineId: string): void
  stop(): Promise<void>
}

/** A miss is asked again soon, so that one lost packet and a dead engine are told apart quickly. */
const AFTER_MISS_MS = 2000
/** A starting engine is asked often: its first answer is what makes it ready. */
const STARTING_MS = 150
/** After this long a starting engine is asked once a second. */
const STARTING_EAGER_FOR_MS = 15_000
const STARTING_LATE_MS = 1000
/** While starting, an address that swallows packets must not hide the next one for long. */
const STARTING_TIMEOUT_MS = 1500
const PROBE_NOW_SPACING_MS = 1000

interface Watch {
  dueAtMs: number
  inFlight: boolean
  lastAtMs: number
  /** Monotonic moment from which a start-up that never answers is counted. */
  readonly startedAtMs: number
  /** The container start this watch belongs to; another start is another watch. */
  readonly start: number | null
}

/** Asks every engine for its health on its own beat; a hung engine delays nobody. */
export function startMonitor(options: MonitorOptions): HealthMonitor {
  const { registry, clock } = options
  const watches = new Map<string, Watch>()
  const life = new AbortController()
  const inFlight = new Set<Promise<void>>()

  function watchOf(engine: Engine): Watch {
    const start = engine.container?.startedAtMs ?? null
    const known = watches.get(engine.id)
    if (known && known.start === start) return known
    const now = clock.elapsedMs()
    const ranForMs = start === null ? 0 : Math.min(Math.max(clock.now() - start, 0), options.startupTimeoutMs)
    const watch: Watch = { dueAtMs: now, inFlight: false, lastAtMs: 0, startedAtMs: now - ranForMs, start }
    watches.set(engine.id, watch)
    return watch
  }

  function restAfter(engine: Engine, watch: Watch, probe: Probe): number {
    if (engine.readyAtMs === null && !isExternal(engine)) {
      const age = clock.elapsedMs() - watch.startedAtMs
      return age < STARTING_EAGER_FOR_MS ? STARTING_MS : STARTING_LATE_MS
    }
    if (!probe.ok) return Math.min(AFTER_MISS_MS, options.intervalMs)
    return options.intervalMs * (0.9 + 0.2 * options.random())
  }

  async function check(engine: Engine, watch: Watch): Promise<void> {
    watch.inFlight = true
    watch.lastAtMs = clock.elapsedMs()
    const timeoutMs =
      engine.readyAtMs === null ? Math.min(STARTING_TIMEOUT_MS, options.timeoutMs) : options.timeoutMs
    const probe = await options.prober.probe(engine.dial, timeoutMs, life.signal)
    watch.inFlight = false
    const current = registry.get(engine.id)
    if (!current || watches.get(engine.id) !== watch || !isWatched(current)) return
    record(current, watch, probe)
    watch.dueAtMs = clock.elapsedMs() + restAfter(registry.get(engine.id) ?? current, watch, probe)
    loop.wake()
  }

  function record(engine: Engine, watch: Watch, probe: Probe): void {
    // Nobody here starts an external engine: its silence counts from the first check on.
    const starting = engine.readyAtMs === null && !isExternal(engine)
    const startingForMs = starting ? clock.elapsedMs() - watch.startedAtMs : null
    const sharedPort = engine.container?.networkOwner == null ? null : engine.engineSpec.httpPort
    const standing = { startingForMs, vpnDown: engine.vpnDown, sharedPort }
    const health = judge(engine.health, probe, standing, options, clock.now())
    // Asking a starting engine is waiting for it, not checking it: only its answer, or giving up, is a check.
    const counts = probe.ok || !starting || health.status === 'unhealthy'
    const reason = probe.ok ? null : (engine.vpnDown ?? probe.reason)
    const row = { atMs: clock.now(), latencyMs: probe.latencyMs, reason }
    registry.setHealth(engine.id, health, counts ? row : null, probe.ok ? { version: probe.version } : null)
    if (counts) options.store.append({ engineId: engine.id, ok: probe.ok, ...row })
    if (!probe.ok) tryNextAddress(engine)
  }

  function tryNextAddress(engine: Engine): void {
    const addresses = engine.container?.addresses ?? []
    if (addresses.length < 2) return
    const at = addresses.findIndex((address) => isSameAddress(address, engine.dial))
    const next = addresses[(at + 1) % addresses.length]
    if (next) registry.setDial(engine.id, next)
  }

  function launch(engine: Engine, watch: Watch): void {
    const run = check(engine, watch).catch((error: unknown) => {
      watch.inFlight = false
      if (!life.signal.aborted) throw error
    })
    inFlight.add(run)
    void run.finally(() => inFlight.delete(run))
  }

  async function pass(): Promise<number> {
    const now = clock.elapsedMs()
    let restMs = options.intervalMs
    const present = new Set<string>()
    for (const engine of registry.list()) {
      if (!isWatched(engine)) continue
      present.add(engine.id)
      const watch = watchOf(engine)
      if (watch.inFlight) continue
      if (watch.dueAtMs <= now) launch(engine, watch)
      else restMs = Math.min(restMs, watch.dueAtMs - now)
    }
    for (const id of watches.keys()) if (!present.has(id)) watches.delete(id)
    return restMs
  }

  const loop: Loop = startLoop(clock, pass)
  const unsubscribe = registry.changes.on((change) => {
    if (change.kind === 'changed' && isStarted(change.engine, change.before)) loop.wake()
  })

  return {
    probeNow: (engineId) => {
      const watch = watches.get(engineId)
      const now = clock.elapsedMs()
      if (!watch || watch.inFlight || now - watch.lastAtMs < PROBE_NOW_SPACING_MS) return
      watch.dueAtMs = now
      loop.wake()
    },
    stop: async () => {
      unsubscribe()
      life.abort()
      await loop.stop()
      await Promise.all(inFlight)
    },
  }
}

function isWatched(engine: Engine): boolean {
  return isExternal(engine) || (isAlive(engine) && engine.removal === null)
}

function isStarted(engine: Engine, before: Engine | null): boolean {
  if (before === null) return true
  return (
    engine.container?.startedAtMs !== before.container?.startedAtMs ||
    engine.container?.status !== before.container?.status
  )
}
