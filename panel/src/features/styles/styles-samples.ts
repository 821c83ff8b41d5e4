import type { Engine, Entry, Stream } from '../../fleet/model.ts'
import { readEngine, readEntry, readStream } from '../../fleet/reading/readers.ts'

const before = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString()

const CHECKS = Array.from({ length: 40 }, (_, n) => ({
  ts: before((40 - n) * 30),
  ms: n > 30 && n < 34 ? 5_000 : 12 + ((n * 37) % 90),
  reason: n > 30 && n < 34 ? 'no answer within 5 s' : null,
}))

const ENGINE = {
  container_name: 'acestream-1',
  host: '127.0.0.1',
  port: 19_000,
  health_status: 'healthy',
  state: 'ready',
  last_health_check: before(12),
  last_stream_usage: before(300),
  probe_latency_ms: 21,
  recent_checks: CHECKS,
  uptime_24h: 0.9987,
  version: '3.2.11',
  stream_count: 2,
  max_streams: 3,
  speed_down: 1_240,
  speed_up: 310,
  peers: 41,
  cpu_percent: 7.2,
  memory_bytes: 244e6,
}

const CHANGES: readonly object[] = [
  { forwarded: true },
  {
    health_status: 'unhealthy',
    health_reason: 'no answer within 5 s, 3 times in a row',
    health_since: before(90),
  },
  {
    health_status: 'unknown',
    state: 'starting',
    recent_checks: [],
    last_health_check: null,
    probe_latency_ms: null,
  },
  { health_status: 'unknown', state: 'draining', vpn_container: 'gluetun' },
  { health_status: 'unknown', state: 'removing' },
  { health_status: 'unhealthy', state: 'failed', exit_code: 137, oom_killed: true, health_since: before(20) },
  { stale: true, outdated: true },
  { external: true, container_name: 'a-name-that-is-much-longer-than-any-card-could-ever-show-in-one-line' },
  { state: undefined, recent_checks: [], max_streams: null, speed_down: null, cpu_percent: null },
]

/** An engine in every state that a card can show. */
export const SAMPLE_ENGINES: Engine[] = CHANGES.flatMap(
  (change, n) => readEngine({ ...ENGINE, container_id: `sample-${n}`, ...change }) ?? [],
)

const PHASES: readonly object[] = [
  { phase: 'starting', peers: null },
  { phase: 'starting', peers: 0 },
  { phase: 'starting', progress: 64 },
  { phase: 'active' },
  { phase: 'stalled' },
  { phase: 'unknown' },
  { phase: 'ended', status: 'ended' },
]

/** A stream in every phase. */
export const SAMPLE_STREAMS: Stream[] = PHASES.flatMap(
  (change, n) => readStream({ id: `sample-${n}`, status: 'started', key: 'key', peers: 12, ...change }) ?? [],
)

/** A journal entry of every kind. */
export const SAMPLE_ENTRIES: Entry[] = ['engine', 'stream', 'vpn', 'health', 'system'].flatMap(
  (event_type, id) =>
    readEntry({
      id,
      event_type,
      category: 'sample',
      message: `what happened to the ${event_type}`,
      timestamp: before(60 * 7 ** id),
      container_id: id < 2 ? 'sample-0' : null,
      stream_id: id === 1 ? 'sample-3' : null,
    }) ?? [],
)
