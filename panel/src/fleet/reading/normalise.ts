import type { RecentCheck } from '@acestream-orchestrator/contract/engine'
import type { StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import type { Engine, Entry, Job, Stream } from '../model.ts'
import { asRaw, flag, list, number, numberOrNull, oneOf, text, textMap, textOrNull } from './read.ts'

const HEALTH = ['healthy', 'unhealthy', 'unknown'] as const
const LIFECYCLE = ['starting', 'ready', 'draining', 'removing', 'failed', 'listed'] as const
const KEY_TYPES = ['content_id', 'infohash', 'url', 'magnet'] as const
const PHASES = ['starting', 'active', 'stalled', 'unknown', 'ended'] as const
const EVENT_TYPES = ['engine', 'stream', 'vpn', 'health', 'system'] as const

export function readCheck(value: unknown): RecentCheck | null {
  const raw = asRaw(value)
  const ts = textOrNull(raw['ts'])
  return ts === null ? null : { ts, ms: numberOrNull(raw['ms']), reason: textOrNull(raw['reason']) }
}

/** An engine of today's server or of an older one, which sends eleven of these fields. `null`: no engine at all. */
export function readEngine(value: unknown): Engine | null {
  const raw = asRaw(value)
  const id = textOrNull(raw['container_id'])
  if (id === null) return null
  const streams = list(raw['streams'], textOrNull)
  return {
    ...engineIdentity(raw, id),
    ...engineHealth(raw),
    ...engineRun(raw),
    ...engineFigures(raw),
    streams,
    stream_count: number(raw['stream_count'], streams.length),
  }
}

function engineIdentity(raw: ReturnType<typeof asRaw>, id: string) {
  return {
    container_id: id,
    container_name: textOrNull(raw['container_name']),
    host: text(raw['host']),
    port: number(raw['port']),
    labels: textMap(raw['labels']),
    image: text(raw['image']),
    image_digest: textOrNull(raw['image_digest']),
    image_unclear: flag(raw['image_unclear']),
    reduced_hardening: flag(raw['reduced_hardening']),
    variant: text(raw['variant']),
    runtime: text(raw['runtime']),
    version: textOrNull(raw['version']),
    external: flag(raw['external']),
  }
}

function engineHealth(raw: ReturnType<typeof asRaw>) {
  return {
    health_status: oneOf(raw['health_status'], HEALTH, 'unknown'),
    health_reason: textOrNull(raw['health_reason']),
    health_since: textOrNull(raw['health_since']),
    last_health_check: textOrNull(raw['last_health_check']),
    probe_latency_ms: numberOrNull(raw['probe_latency_ms']),
    recent_checks: list(raw['recent_checks'], readCheck),
    uptime_24h: numberOrNull(raw['uptime_24h']),
    stale: flag(raw['stale']),
    outdated: flag(raw['outdated']),
    exit_code: numberOrNull(raw['exit_code']),
    oom_killed: flag(raw['oom_killed']),
  }
}

function engineRun(raw: ReturnType<typeof asRaw>) {
  return {
    state: oneOf(raw['state'], LIFECYCLE, 'listed'),
    first_seen: text(raw['first_seen']),
    last_seen: text(raw['last_seen']),
    started_at: textOrNull(raw['started_at']),
    last_stream_usage: textOrNull(raw['last_stream_usage']),
    restarts: number(raw['restarts']),
    forwarded: flag(raw['forwarded']),
    vpn_container: textOrNull(raw['vpn_container']),
  }
}

function engineFigures(raw: ReturnType<typeof asRaw>) {
  return {
    max_streams: numberOrNull(raw['max_streams']),
    unreported_use: typeof raw['unreported_use'] === 'boolean' ? raw['unreported_use'] : null,
    speed_down: numberOrNull(raw['speed_down']),
    speed_up: numberOrNull(raw['speed_up']),
    peers: numberOrNull(raw['peers']),
    cpu_percent: numberOrNull(raw['cpu_percent']),
    memory_bytes: numberOrNull(raw['memory_bytes']),
  }
}

/** A stream of today's server, or of an older one (id, key, session, times and a bare `started`/`ended`). */
export function readStream(value: unknown): Stream | null {
  const raw = asRaw(value)
  const id = textOrNull(raw['id'])
  if (id === null) return null
  const status = oneOf(raw['status'], ['started', 'ended'] as const, 'started')
  return {
    id,
    short_id: text(raw['short_id'], id),
    status,
    key_type: oneOf(raw['key_type'], KEY_TYPES, 'content_id'),
    key: text(raw['key']),
    title: textOrNull(raw['title']),
    labels: textMap(raw['labels']),
    is_live: flag(raw['is_live']),
    source: oneOf(raw['source'], ['event', 'proxy'] as const, 'event'),
    stored: flag(raw['stored'], true),
    figures: 'phase' in raw,
    ...streamSession(raw),
    ...streamPhase(raw, status),
    ...streamFigures(raw),
  }
}

function streamSession(raw: ReturnType<typeof asRaw>) {
  return {
    container_id: text(raw['container_id']),
    container_name: textOrNull(raw['container_name']),
    playback_session_id: text(raw['playback_session_id']),
    stat_url: text(raw['stat_url']),
    command_url: text(raw['command_url']),
  }
}

function streamPhase(raw: ReturnType<typeof asRaw>, status: Stream['status']) {
  const startedAt = text(raw['started_at'])
  return {
    started_at: startedAt,
    ended_at: textOrNull(raw['ended_at']),
    phase: oneOf(raw['phase'], PHASES, status === 'ended' ? 'ended' : 'active'),
    phase_reason: textOrNull(raw['phase_reason']),
    phase_since: text(raw['phase_since'], startedAt),
    end_reason: textOrNull(raw['end_reason']),
    replaced_by: textOrNull(raw['replaced_by']),
    replaced_by_short_id: textOrNull(raw['replaced_by_short_id']),
    engine_status: textOrNull(raw['engine_status']),
    progress: numberOrNull(raw['progress']),
  }
}

function streamFigures(raw: ReturnType<typeof asRaw>) {
  return {
    peers: numberOrNull(raw['peers']),
    speed_down: numberOrNull(raw['speed_down']),
    speed_up: numberOrNull(raw['speed_up']),
    downloaded: numberOrNull(raw['downloaded']),
    uploaded: numberOrNull(raw['uploaded']),
    last_sample_at: textOrNull(raw['last_sample_at']),
    duration_s: number(raw['duration_s']),
    time_to_first_data_ms: numberOrNull(raw['time_to_first_data_ms']),
    avg_speed_down: numberOrNull(raw['avg_speed_down']),
    avg_speed_up: numberOrNull(raw['avg_speed_up']),
    peak_speed_down: numberOrNull(raw['peak_speed_down']),
    peak_speed_up: numberOrNull(raw['peak_speed_up']),
    peak_peers: numberOrNull(raw['peak_peers']),
    viewers: numberOrNull(raw['viewers']),
  }
}

export function readSample(value: unknown): StreamStatSnapshot | null {
  const raw = asRaw(value)
  const ts = textOrNull(raw['ts'])
  if (ts === null) return null
  return {
    ts,
    peers: numberOrNull(raw['peers']),
    speed_down: numberOrNull(raw['speed_down']),
    speed_up: numberOrNull(raw['speed_up']),
    downloaded: numberOrNull(raw['downloaded']),
    uploaded: numberOrNull(raw['uploaded']),
    status: textOrNull(raw['status']),
  }
}

export function readEntry(value: unknown): Entry | null {
  const raw = asRaw(value)
  const id = numberOrNull(raw['id'])
  if (id === null) return null
  return {
    id,
    timestamp: text(raw['timestamp']),
    event_type: oneOf(raw['event_type'], EVENT_TYPES, 'system'),
    category: text(raw['category']),
    message: text(raw['message']),
    details: { ...asRaw(raw['details']) },
    container_id: textOrNull(raw['container_id']),
    stream_id: textOrNull(raw['stream_id']),
    stream_short_id: textOrNull(raw['stream_short_id']),
  }
}

export function readJob(value: unknown): Job | null {
  const raw = asRaw(value)
  const id = textOrNull(raw['id'])
  if (id === null) return null
  return {
    id,
    kind: text(raw['kind']),
    title: text(raw['title']),
    done: number(raw['done']),
    total: numberOrNull(raw['total']),
    unit: text(raw['unit']),
    state: oneOf(raw['state'], ['running', 'done', 'failed'] as const, 'running'),
    error: textOrNull(raw['error']),
  }
}
