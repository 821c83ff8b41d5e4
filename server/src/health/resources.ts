import { type Engine, isAlive, type PlaybackEvidence } from '../engines/engine.ts'
import type { StreamUsage } from '../engines/ports.ts'
import type { Registry } from '../engines/registry.ts'
import type { Clock } from '../lib/clock.ts'
import { mapLimited } from '../lib/concurrency/limiter.ts'
import { type Loop, startLoop } from '../lib/loop.ts'
import { evidenceOf, MEDIA_BYTES_PER_SECOND, type Sight } from './playback.ts'
import type { ResourceReader, ResourceReading } from './ports.ts'

export interface ResourceOptions {
  readonly registry: Registry
  readonly reader: ResourceReader
  readonly usage: StreamUsage
  readonly clock: Clock
  readonly intervalMs: number
}

/** Docker walks its containers one by one for statistics: few questions at a time (docs/reference/docker.md 7). */
const AT_ONCE = 4

/** Some channels come in bursts: a viewer who was seen is believed for so many readings. */
const SEEN_FOR_READINGS = 3

/** After this many failed readings nothing can be known of an engine. */
const MOST_FAILURES = 3

interface Watch {
  readonly sight: Sight | null
  readonly seenAtMs: number | null
  readonly failures: number
}

const UNWATCHED: Watch = { sight: null, seenAtMs: null, failures: 0 }

/** Keeps CPU, memory and the evidence of traffic and of viewers of every running engine up to date. */
export function startResources(options: ResourceOptions): Loop {
  const { registry, clock, reader } = options
  const watches = new Map<string, Watch>()

  async function read(engine: Engine, signal: AbortSignal): Promise<void> {
    const reading = await reader.stats(engine.id, signal).catch(() => undefined)
    if (!registry.get(engine.id)) return
    const watch = watches.get(engine.id) ?? UNWATCHED
    if (reading) watches.set(engine.id, judge(engine, watch, reading))
    else missed(engine, watch)
  }

  function judge(engine: Engine, watch: Watch, reading: ResourceReading): Watch {
    const before = watch.sight
    const now = sightOf(engine, reading)
    const evidence = before === null ? 'unread' : evidenceOf(before, now)
    const seenAtMs = now.reported ? null : evidence === 'seen' ? now.atMs : watch.seenAtMs
    const isRecent = seenAtMs !== null && now.atMs - seenAtMs < SEEN_FOR_READINGS * options.intervalMs
    registry.setResources(engine.id, {
      cpuPercent: reading.cpuPercent,
      memoryBytes: reading.memoryBytes,
      trafficAtMs: before && sendsMedia(before, now) ? now.atMs : engine.resources.trafficAtMs,
      playback: isRecent ? 'seen' : withoutPast(now, evidence),
    })
    return { sight: now, seenAtMs, failures: 0 }
  }

  /** Where nothing can be read at all, no second reading is waited for. */
  function withoutPast(now: Sight, evidence: PlaybackEvidence): PlaybackEvidence {
    return evidence === 'unread' && now.counters === null && now.readers === null ? 'unknown' : evidence
  }

  function missed(engine: Engine, watch: Watch): void {
    const failures = watch.failures + 1
    watches.set(engine.id, { ...watch, failures })
    if (failures >= MOST_FAILURES && engine.resources.playback !== 'unknown')
      registry.setResources(engine.id, { ...engine.resources, playback: 'unknown' })
  }

  /** Counters of a shared network namespace belong to all in it: no evidence for one (docs/reference/gluetun.md 7.1). */
  function sightOf(engine: Engine, { rxBytes, txBytes, readers }: ResourceReading): Sight {
    const isOwn = rxBytes !== null && txBytes !== null && !engine.container?.networkOwner
    return {
      atMs: clock.elapsedMs(),
      counters: isOwn ? { rxBytes, txBytes } : null,
      readers,
      reported: options.usage.startedOn(engine.id).length > 0,
    }
  }

  return startLoop(clock, async (signal) => {
    const running = registry.list().filter((engine) => isAlive(engine) && !engine.stale)
    await mapLimited(running, AT_ONCE, (engine) => read(engine, signal))
    const ids = new Set(running.map((engine) => engine.id))
    for (const id of watches.keys()) if (!ids.has(id)) watches.delete(id)
    return options.intervalMs
  })
}

/** At the rate of playback; probes and peer chatter stay well below. */
function sendsMedia(before: Sight, now: Sight): boolean {
  if (!before.counters || !now.counters || now.atMs <= before.atMs) return false
  const bytes = now.counters.txBytes - before.counters.txBytes
  return (bytes * 1000) / (now.atMs - before.atMs) >= MEDIA_BYTES_PER_SECOND
}
