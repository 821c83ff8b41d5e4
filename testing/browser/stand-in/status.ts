import type { OrchestratorStatus } from '@acestream-orchestrator/contract/status'
import type { World } from './world.ts'

const startedAt = Date.now()

/** What `GET /orchestrator/status` says of this world. */
export function statusOf(world: World): OrchestratorStatus {
  const count = (test: (engine: World['engines'][number]) => boolean) => world.engines.filter(test).length
  const active = world.streams.filter((stream) => stream.status === 'started')
  const places = world.engines.reduce((sum, engine) => sum + engine.max_streams, 0)
  return {
    status: world.runtime.reachable && world.store.ok ? 'healthy' : 'degraded',
    reason: world.runtime.reason ?? world.store.reason,
    reason_data: null,
    engines: {
      total: world.engines.length,
      running: count((engine) => engine.state !== 'failed'),
      healthy: count((engine) => engine.health_status === 'healthy'),
      unhealthy: count((engine) => engine.health_status === 'unhealthy'),
      starting: count((engine) => engine.state === 'starting'),
      draining: count((engine) => engine.state === 'draining'),
      failed: count((engine) => engine.state === 'failed'),
    },
    streams: { active: active.length, stalled: active.filter((stream) => stream.phase === 'stalled').length },
    capacity: {
      total: places,
      used: active.length,
      available: places - active.length,
      min_replicas: world.minReplicas,
      max_replicas: world.maxReplicas,
      scale: world.scale,
      wanted: world.scale ?? world.minReplicas,
    },
    vpn: {
      enabled: world.vpn.enabled,
      connected: world.vpn.connected,
      state: world.vpn.state,
      forwarded_port: world.vpn.forwarded_port,
      since: world.vpn.since,
      reason: world.vpn.reason,
      reason_data: world.vpn.reason_data,
    },
    provisioning: {
      can_provision: world.blocked === null,
      circuit_breaker_state: 'closed',
      blocked_reason: world.blocked?.message ?? null,
      blocked_reason_details: world.blocked,
    },
    runtime: world.runtime,
    store: world.store,
    log: world.log,
    version: '0.1.0',
    server_time: new Date().toISOString(),
    uptime_seconds: (Date.now() - startedAt) / 1000,
  }
}
