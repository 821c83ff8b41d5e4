import type { EngineState, ProbeRecord, RecentCheck } from '@acestream-orchestrator/contract/engine'
import type { JournalEntry } from '@acestream-orchestrator/contract/event'
import type { ContainerView } from '@acestream-orchestrator/contract/provisioning'
import type { SampleBeat } from '@acestream-orchestrator/contract/stream'
import {
  type Check,
  type Engine,
  isExternal,
  isUsedUnreported,
  lifecycleOf,
  publicHealth,
} from '../engines/engine.ts'
import type { ContainerFacts } from '../engines/ports.ts'
import { hasReducedHardening, isImageUnclear } from '../engines/runtime-limits.ts'
import type { ProbeRow } from '../health/ports.ts'
import type { StoredEvent } from '../journal/domain-event.ts'
import type { Beat } from '../streams/beat.ts'
import type { EngineLoad } from '../streams/tracker.ts'
import { toStatSnapshot } from '../streams/wire.ts'

/** What an engine's wire shape needs beside the engine. */
export interface EngineUse {
  readonly streams: readonly string[]
  readonly load: EngineLoad
  readonly maxStreams: number
}

/** The engine as clients get it: ISO times, KB/s, and health they may act on. */
export function engineState(engine: Engine, { streams, load, maxStreams }: EngineUse): EngineState {
  const { container, make, resources } = engine
  const last = engine.checks.at(-1)
  return {
    container_id: engine.id,
    container_name: engine.name,
    host: engine.advertised.host,
    port: engine.advertised.port,
    labels: { ...container?.labels },
    first_seen: iso(engine.firstSeenMs),
    last_seen: iso(engine.lastSeenMs),
    streams: [...streams],
    ...healthState(engine),
    last_health_check: isoOrNull(last?.atMs),
    last_stream_usage: isoOrNull(engine.lastStreamUsageMs),
    state: lifecycleOf(engine),
    probe_latency_ms: last?.reason === null ? last.latencyMs : null,
    recent_checks: engine.checks.map(recentCheck),
    uptime_24h: engine.uptime && engine.uptime.ok / engine.uptime.total,
    version: engine.version,
    image: container?.image ?? '',
    image_digest: container?.imageDigest ?? null,
    image_unclear: isImageUnclear(engine),
    reduced_hardening: hasReducedHardening(engine),
    variant: isExternal(engine) ? 'external' : make.variant,
    runtime: engine.runtime,
    started_at: isoOrNull(container?.startedAtMs),
    restarts: engine.restarts,
    stale: engine.stale,
    outdated: engine.outdated !== null,
    external: isExternal(engine),
    exit_code: container?.exitCode ?? null,
    oom_killed: container?.oomKilled ?? false,
    forwarded: make.forwarded,
    vpn_container: make.vpn,
    stream_count: streams.length,
    unreported_use: isUsedUnreported(engine, streams.length),
    max_streams: maxStreams,
    speed_down: load.speedDown,
    speed_up: load.speedUp,
    peers: load.peers,
    cpu_percent: resources.cpuPercent,
    memory_bytes: resources.memoryBytes,
  }
}

function healthState(engine: Engine): Pick<EngineState, 'health_status' | 'health_reason' | 'health_since'> {
  const { status, reason } = publicHealth(engine)
  const unread = engine.container?.unread ?? null
  const said = status === 'healthy' ? [reason, unread] : [reason, engine.note, unread]
  return {
    health_status: status,
    health_reason: said.filter((each) => each !== null).join('; ') || null,
    health_since: isoOrNull(healthSinceMs(engine)),
  }
}

/** Since when what `publicHealth` says holds, which is not always the probes' doing. */
function healthSinceMs(engine: Engine): number | null | undefined {
  switch (lifecycleOf(engine)) {
    case 'removing':
      return engine.removal?.atMs
    case 'failed':
      return engine.container?.finishedAtMs ?? engine.health.sinceMs
    case 'draining':
      return engine.drainSinceMs
    default:
      return engine.restart?.atMs ?? engine.health.sinceMs
  }
}

function recentCheck({ atMs, latencyMs, reason }: Check): RecentCheck {
  return { ts: iso(atMs), ms: latencyMs, reason }
}

export function probeRecord({ atMs, ok, latencyMs, reason }: ProbeRow): ProbeRecord {
  return { ts: iso(atMs), ok, latency_ms: latencyMs, reason }
}

export function containerView(facts: ContainerFacts): ContainerView {
  return {
    id: facts.id,
    name: facts.name,
    image: facts.image,
    created: iso(facts.createdAtMs),
    status: facts.status,
    labels: { ...facts.labels },
    ports: Object.fromEntries(
      Object.entries(facts.ports).map(([port, bindings]) => [port, bindings && [...bindings]]),
    ),
  }
}

export function journalEntry(event: StoredEvent): JournalEntry {
  return {
    id: event.id,
    timestamp: iso(event.atMs),
    event_type: event.type,
    category: event.category,
    message: event.message,
    details: { ...event.details },
    container_id: event.engineId,
    stream_id: event.streamId,
    stream_short_id: event.streamShortId ?? null,
  }
}

export function sampleBeat({ atMs, samples }: Beat): SampleBeat {
  return {
    ts: iso(atMs),
    samples: samples.map(({ streamId, reportedId, sample, progress }) => ({
      id: reportedId,
      short_id: streamId,
      ...toStatSnapshot(sample),
      progress,
    })),
  }
}

export function iso(ms: number): string {
  return new Date(ms).toISOString()
}

export function isoOrNull(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : iso(ms)
}
