import type { EngineState, ProbeRecord, RecentCheck } from '@acestream-orchestrator/contract/engine'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type Check, type Engine, isExternal, lifecycleOf } from '../../../engines/engine.ts'
import { isUsedUnreported } from '../../../engines/playback.ts'
import { publicHealth } from '../../../engines/public-health.ts'
import { hasReducedHardening, isImageUnclear } from '../../../engines/runtime-limits.ts'
import type { ProbeRow } from '../../../health/ports.ts'
import type { EngineLoad } from '../../../streams/tracking/queries.ts'
import { sentenceOf, sentenceOrNull } from '../../../wording/sentence.ts'
import { iso, isoOrNull } from '../time.ts'

/** What an engine's wire shape needs beside the engine. */
export interface EngineUse {
  readonly streams: readonly string[]
  readonly load: EngineLoad
  readonly maxStreams: number
}

/** The engine as clients get it: ISO times, KB/s, and health they may act on. */
export function engineState(engine: Engine, { streams, load, maxStreams }: EngineUse): EngineState {
  const { container, engineSpec, resources } = engine
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
    variant: isExternal(engine) ? 'external' : engineSpec.variant,
    runtime: engine.runtime,
    started_at: isoOrNull(container?.startedAtMs),
    restarts: engine.restarts,
    stale: engine.stale,
    outdated: engine.outdated !== null,
    external: isExternal(engine),
    exit_code: container?.exitCode ?? null,
    oom_killed: container?.oomKilled ?? false,
    forwarded: engineSpec.forwarded,
    vpn_container: engineSpec.vpn,
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

type HealthFields = 'health_status' | 'health_reason' | 'health_reason_data' | 'health_since'

function healthState(engine: Engine): Pick<EngineState, HealthFields> {
  const { status, reason } = publicHealth(engine)
  const unread = engine.container?.unread ?? null
  const reasons = status === 'healthy' ? [reason, unread] : [reason, engine.note, unread]
  const said = allOf(reasons.filter((each) => each !== null))
  return {
    health_status: status,
    health_reason: sentenceOrNull(said),
    health_reason_data: said,
    health_since: isoOrNull(healthSinceMs(engine)),
  }
}

function allOf(reasons: readonly Reason[]): Reason | null {
  const [first = null] = reasons
  return reasons.length > 1 ? { code: 'all', reasons } : first
}

/** Since when what `publicHealth` says holds, which is not always the probes' doing. */
function healthSinceMs(engine: Engine): number | null | undefined {
  switch (lifecycleOf(engine)) {
    case 'removing':
      return engine.removal?.atMs
    case 'failed':
      return engine.container?.finishedAtMs ?? engine.health.sinceMs
    case 'draining':
      return engine.drain?.atMs
    default:
      return engine.restart?.atMs ?? engine.health.sinceMs
  }
}

function recentCheck({ atMs, latencyMs, reason }: Check): RecentCheck {
  if (reason === null) return { ts: iso(atMs), ms: latencyMs, reason: null }
  return { ts: iso(atMs), ms: latencyMs, reason: sentenceOf(reason), reason_data: reason }
}

export function probeRecord({ atMs, ok, latencyMs, reason }: ProbeRow): ProbeRecord {
  return { ts: iso(atMs), ok, latency_ms: latencyMs, reason: sentenceOrNull(reason), reason_data: reason }
}
