// Whether engines answer: when each is asked, what an answer or a miss means, and what follows.
import { type Engine, isExternal } from '../engines/engine.ts'
import type { Registry } from '../engines/registry.ts'
import type { Clock } from '../lib/clock.ts'
import { createUnderWay } from '../lib/concurrency/under-way.ts'
import type { Live } from '../lib/live.ts'
import { type Loop, startLoop } from '../lib/loop.ts'
import { judge, type Policy } from './judge.ts'
import type { HealthProber, Probe, ProbeStore } from './ports.ts'
import { addressAfter, deadlineMs, isStarted, isWatched, type Rhythm, restMs } from './rhythm.ts'
import { createWatches, type Watch, type Watches } from './watches.ts'

/** Settings that may change at any time. */
export type MonitorSettings = Policy & Omit<Rhythm, 'random'>

export interface MonitorOptions extends Pick<Rhythm, 'random'> {
  readonly registry: Registry
  readonly prober: HealthProber
  readonly store: Pick<ProbeStore, 'append'>
  readonly clock: Clock
  readonly settings: Live<MonitorSettings>
}

export interface HealthMonitor {
  /** Checks this engine now, e.g. because a read of it failed elsewhere. At most once a second each. */
  probeNow(engineId: string): void
  stop(): Promise<void>
}

const PROBE_NOW_SPACING_MS = 1000
/** Rests are spread around the interval, up to so much of it. */
const LONGEST_REST = 1.1

/** Asks every engine for its health at its own intervals; a hung engine delays nobody. */
export function startMonitor(options: MonitorOptions): HealthMonitor {
  const { registry, clock, settings } = options
  const watches = createWatches(clock, () => settings.get().startupTimeoutMs)
  const life = new AbortController()
  const checks = createUnderWay()

  async function check(engine: Engine, watch: Watch): Promise<void> {
    watch.inFlight = true
    watch.lastAtMs = clock.elapsedMs()
    const asked = options.prober.probe(engine.dial, deadlineMs(engine, settings.get()), life.signal)
    const probe = await asked.finally(() => (watch.inFlight = false))
    const current = registry.get(engine.id)
    if (!current || watches.get(engine.id) !== watch || !isWatched(current)) return
    const now = clock.elapsedMs()
    takeIn(options, current, now - watch.startedAtMs, probe)
    const rhythm = { ...settings.get(), random: options.random }
    watch.dueAtMs =
      now + restMs(registry.get(engine.id) ?? current, now - watch.startedAtMs, probe.ok, rhythm)
    loop.wake()
  }

  async function pass(): Promise<number> {
    const engines = registry.list().filter(isWatched)
    const { due, nextMs } = dueEngines(engines, watches, clock.elapsedMs(), settings.get().intervalMs)
    for (const [engine, watch] of due)
      checks.add(
        check(engine, watch).catch((error: unknown) => {
          if (!life.signal.aborted) throw error
        }),
      )
    watches.keepOnly(new Set(engines.map(({ id }) => id)))
    return nextMs
  }

  const loop: Loop = startLoop(clock, pass)
  const endChanges = settings.on(loop.wake)
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
      endChanges()
      life.abort()
      await loop.stop()
      await checks.settled()
    },
  }
}

/** Those to be checked now, and in how many milliseconds the next one is due. */
function dueEngines(engines: readonly Engine[], watches: Watches, nowMs: number, intervalMs: number) {
  const due: [Engine, Watch][] = []
  let nextMs = intervalMs
  for (const engine of engines) {
    const watch = watches.of(engine)
    if (watch.inFlight) continue
    // The interval may have become shorter since.
    watch.dueAtMs = Math.min(watch.dueAtMs, nowMs + intervalMs * LONGEST_REST)
    if (watch.dueAtMs <= nowMs) due.push([engine, watch])
    else nextMs = Math.min(nextMs, watch.dueAtMs - nowMs)
  }
  return { due, nextMs }
}

/** Judges the engine by this probe, keeps the check, and has the next address asked after a miss. */
function takeIn(options: MonitorOptions, engine: Engine, ranForMs: number, probe: Probe): void {
  const { registry, clock } = options
  // Nobody here starts an external engine: its silence counts from the first check on.
  const starting = engine.readyAtMs === null && !isExternal(engine)
  const sharedPort = engine.container?.networkOwner == null ? null : engine.engineSpec.httpPort
  const standing = { startingForMs: starting ? ranForMs : null, vpnDown: engine.vpnDown, sharedPort }
  const health = judge(engine.health, probe, standing, options.settings.get(), clock.now())
  // Asking a starting engine is waiting for it, not checking it: only its answer, or giving up, is a check.
  const counts = probe.ok || !starting || health.status === 'unhealthy'
  const reason = probe.ok ? null : (engine.vpnDown ?? probe.reason)
  const row = { atMs: clock.now(), latencyMs: probe.latencyMs, reason }
  registry.setHealth(engine.id, health, counts ? row : null, probe.ok ? { version: probe.version } : null)
  if (counts) options.store.append({ engineId: engine.id, ok: probe.ok, ...row })
  const next = probe.ok ? undefined : addressAfter(engine)
  if (next) registry.setDial(engine.id, next)
}
