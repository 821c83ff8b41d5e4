import type { EngineState, RecentCheck } from '@acestream-orchestrator/contract/engine'
import { ago, seeded } from './clock.ts'

const hex = (random: () => number, length: number): string =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')

function checks(random: () => number, missesAtEnd: number): RecentCheck[] {
  return Array.from({ length: 40 }, (_, index) => {
    const missed = index >= 40 - missesAtEnd
    return {
      ts: ago((40 - index) * 30),
      ms: missed ? 5000 : Math.round(8 + random() * 60 + (random() > 0.93 ? 300 : 0)),
      reason: missed ? 'no answer within 5 s' : null,
    }
  })
}

/** The n-th healthy engine; `change` makes it another. */
export function anEngine(n: number, change: Partial<EngineState> = {}): EngineState {
  const random = seeded(n + 1)
  const id = hex(random, 64)
  const recent = checks(random, change.health_status === 'unhealthy' ? 5 : 0)
  return {
    container_id: id,
    container_name: `acestream-${n + 1}`,
    host: '127.0.0.1',
    port: 19_000 + n,
    labels: { 'ondemand.app': 'acestream-orchestrator', 'host.http_port': String(19_000 + n) },
    first_seen: ago(86_400),
    last_seen: ago(1),
    streams: [],
    health_status: 'healthy',
    last_health_check: ago(12),
    last_stream_usage: n % 4 === 3 ? null : ago(300 + n * 40),
    state: 'ready',
    health_reason: null,
    health_reason_data: null,
    health_since: ago(7200),
    probe_latency_ms: Math.round(10 + random() * 40),
    recent_checks: recent,
    uptime_24h: change.health_status === 'unhealthy' ? 0.9312 : 0.9987,
    version: '3.2.11',
    image: 'ghcr.io/martinbjeldbak/acestream-http-proxy:latest',
    image_digest: `sha256:${hex(random, 64)}`,
    variant: 'args',
    runtime: 'docker',
    started_at: ago(86_000),
    restarts: 0,
    image_unclear: false,
    reduced_hardening: false,
    stale: false,
    outdated: false,
    external: false,
    exit_code: null,
    oom_killed: false,
    forwarded: n === 0,
    vpn_container: 'gluetun',
    stream_count: 0,
    unreported_use: false,
    max_streams: 3,
    speed_down: 0,
    speed_up: 0,
    peers: 0,
    cpu_percent: Math.round(random() * 80) / 10,
    memory_bytes: Math.round(120e6 + random() * 200e6),
    ...change,
  }
}

export const unhealthy: Partial<EngineState> = {
  health_status: 'unhealthy',
  health_reason: 'no answer within 5 s, 5 times in a row',
  health_since: ago(140),
  probe_latency_ms: null,
}
