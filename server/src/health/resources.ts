import { type Engine, isAlive } from '../engines/engine.ts'
import type { Registry } from '../engines/registry.ts'
import { bounded } from '../lib/bounded.ts'
import type { Clock } from '../lib/clock.ts'
import { type Loop, startLoop } from '../lib/loop.ts'
import { type Counters, looksLikePlayback } from './playback.ts'
import type { ResourceReader, ResourceReading } from './ports.ts'

export interface ResourceOptions {
  readonly registry: Registry
  readonly reader: ResourceReader
  readonly clock: Clock
  readonly intervalMs: number
}

/** Docker walks its containers one by one for statistics: few questions at a time (facts: docker-engine.md 7). */
const AT_ONCE = 4

/** Bytes per second out of a container that only playback causes; probes and peer chatter stay well below. */
const PLAYBACK_BYTES_PER_SECOND = 32 * 1024

/** Keeps CPU, memory and the evidence of traffic of every running engine up to date. */
export function startResources(options: ResourceOptions): Loop {
  const { registry, clock } = options
  const readings = new Map<string, Counters>()

  async function read(engine: Engine, signal: AbortSignal): Promise<void> {
    const reading = await options.reader.stats(engine.id, signal).catch(() => undefined)
    if (!reading || !registry.get(engine.id)) return
    const now = countersOf(engine, reading)
    const before = readings.get(engine.id)
    if (now) readings.set(engine.id, now)
    const { trafficAtMs, playbackAtMs } = engine.resources
    registry.setResources(engine.id, {
      cpuPercent: reading.cpuPercent,
      memoryBytes: reading.memoryBytes,
      trafficAtMs: now && before && hasTraffic(before, now) ? now.atMs : trafficAtMs,
      playbackAtMs: now && before && looksLikePlayback(before, now) ? now.atMs : playbackAtMs,
    })
  }

  /** Counters of a shared network namespace belong to all in it: no evidence for one (facts: gluetun.md 7.1). */
  function countersOf(engine: Engine, { rxBytes, txBytes }: ResourceReading): Counters | undefined {
    if (rxBytes === null || txBytes === null || engine.container?.networkOwner) return undefined
    return { atMs: clock.elapsedMs(), rxBytes, txBytes }
  }

  return startLoop(clock, async (signal) => {
    const running = registry.list().filter((engine) => isAlive(engine) && !engine.stale)
    await bounded(running, AT_ONCE, (engine) => read(engine, signal))
    const ids = new Set(running.map((engine) => engine.id))
    for (const id of readings.keys()) if (!ids.has(id)) readings.delete(id)
    return options.intervalMs
  })
}

function hasTraffic(before: Counters, now: Counters): boolean {
  if (now.atMs <= before.atMs) return false
  return (now.txBytes - before.txBytes) / ((now.atMs - before.atMs) / 1000) >= PLAYBACK_BYTES_PER_SECOND
}
