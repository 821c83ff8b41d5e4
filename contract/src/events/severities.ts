import type { CodedEvent, EventParams, Severity } from './event.ts'
import type { StreamEndReason } from './stream.ts'

/** How bad an event is; a function where its parameters decide. */
type Severities = {
  readonly [Code in keyof EventParams]: Severity | ((params: EventParams[Code]) => Severity)
}

const SEVERITIES: Severities = {
  'engine.created': 'info',
  'engine.adopted': 'info',
  'engine.registered': 'info',
  'engine.starting': 'info',
  'engine.ready': 'info',
  'engine.draining': 'info',
  'engine.restarting': 'info',
  'engine.restarted': 'info',
  'engine.failed': 'critical',
  'engine.removing': ({ cause }) => (cause === 'unhealthy' ? 'warning' : 'info'),
  'engine.removed': ({ cause }) => (cause === 'outside' ? 'warning' : 'info'),
  'engine.vpn_lost': 'critical',
  'engine.vpn_back': 'info',
  'health.unhealthy': 'critical',
  'health.healthy': 'info',
  'system.image_pulling': 'info',
  'system.image_pulled': 'info',
  'system.image_missing': 'critical',
  'system.runtime_warning': 'warning',
  'system.settings_changed': 'info',
  'system.breaker_open': 'critical',
  'stream.started': 'info',
  'stream.starting': 'info',
  'stream.active': 'info',
  'stream.stalled': 'warning',
  'stream.unknown': 'warning',
  'vpn.disconnected': 'critical',
  'vpn.connected': 'info',
  'vpn.reconnected': 'info',
  'vpn.unstable': 'critical',
  'vpn.stable': 'info',
  'vpn.recreated': 'info',
  'vpn.restarted': 'info',
  'vpn.port_missing': 'warning',
  'vpn.port_back': 'info',
  'vpn.port_changed': 'info',
  'vpn.unauthorized': 'warning',
  'vpn.unreachable': 'warning',
  'vpn.degraded': 'warning',
  'vpn.leak': 'critical',
  'vpn.leak_over': 'info',
  'vpn.tunnel_restart': 'info',
  'vpn.tunnel_restart_failed': 'warning',
  'vpn.released': 'info',
  'stream.ended': ({ reason }) => (reason === null ? 'info' : END_SEVERITIES[reason]),
}

const END_SEVERITIES: { readonly [R in StreamEndReason]: Severity } = {
  reported: 'info',
  stopped: 'info',
  replaced: 'info',
  engine_gone: 'critical',
  engine_removed: 'warning',
  engine_unhealthy: 'critical',
  vpn_lost: 'critical',
  session_unknown: 'warning',
  lost: 'critical',
  abandoned: 'info',
}

export function severityOf(event: CodedEvent): Severity {
  const severity = SEVERITIES[event.code] as Severity | ((params: CodedEvent) => Severity)
  return typeof severity === 'function' ? severity(event) : severity
}
