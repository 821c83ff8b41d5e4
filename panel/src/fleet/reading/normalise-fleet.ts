import type { LeakCheck, VpnNodeStatus, VpnStateWord } from '@acestream-orchestrator/contract/vpn'
import type { Status, Vpn } from '../model.ts'
import { readCheck } from './normalise.ts'
import { asRaw, flag, isRaw, list, number, numberOrNull, oneOf, type Raw, text, textOrNull } from './read.ts'

const VPN_STATES = [
  'up',
  'connecting',
  'degraded',
  'stopped',
  'crashed',
  'unreachable',
  'unauthorized',
  'not_found',
  'not_configured',
] as const
const VPN_HEALTH = ['healthy', 'unhealthy', 'starting', 'unknown'] as const

/** What an older server's container status and health word amount to. */
function stateFromOlder(raw: Raw): VpnStateWord {
  if (!flag(raw['enabled']) || raw['status'] === 'disabled') return 'not_configured'
  if (raw['status'] === 'not_found') return 'not_found'
  if (raw['status'] === 'error') return 'unreachable'
  if (raw['status'] !== 'running') return 'stopped'
  if (raw['health'] === 'healthy') return 'up'
  return raw['health'] === 'unhealthy' ? 'degraded' : 'connecting'
}

function readLeak(value: unknown): LeakCheck | null {
  if (!isRaw(value)) return null
  return {
    status: oneOf(value['status'], ['protected', 'leaking', 'unknown'] as const, 'unknown'),
    host_ip: textOrNull(value['host_ip']),
    reason: textOrNull(value['reason']),
    checked_at: textOrNull(value['checked_at']),
  }
}

function readNode(value: unknown): VpnNodeStatus {
  const raw = asRaw(value)
  const state = oneOf(raw['state'], VPN_STATES, stateFromOlder(raw))
  return {
    state,
    enabled: flag(raw['enabled']),
    status: text(raw['status'], 'disabled'),
    container_name: textOrNull(raw['container_name']) ?? textOrNull(raw['container']),
    health: oneOf(raw['health'], VPN_HEALTH, 'unknown'),
    connected: typeof raw['connected'] === 'boolean' ? raw['connected'] : connectedFrom(state),
    last_check: textOrNull(raw['last_check']),
    recent_checks: list(raw['recent_checks'], readCheck),
    reason: textOrNull(raw['reason']),
    since: textOrNull(raw['since']),
    engines: list(raw['engines'], textOrNull),
    leak: readLeak(raw['leak']),
    ...readTunnel(raw),
  }
}

function connectedFrom(state: VpnStateWord): boolean | null {
  if (state === 'not_configured' || state === 'connecting') return null
  return state === 'up'
}

function readTunnel(raw: Raw) {
  const port = numberOrNull(raw['forwarded_port'])
  return {
    forwarded_port: port,
    port_forwarding: oneOf(
      raw['port_forwarding'],
      ['on', 'off', 'pending', 'unknown'] as const,
      port === null ? 'unknown' : 'on',
    ),
    last_port_change: textOrNull(raw['last_port_change']),
    public_ip: textOrNull(raw['public_ip']),
    country: textOrNull(raw['country']),
    region: textOrNull(raw['region']),
    city: textOrNull(raw['city']),
    provider: textOrNull(raw['provider']),
    vpn_type: textOrNull(raw['vpn_type']),
    gluetun_version: textOrNull(raw['gluetun_version']),
  }
}

export function readVpn(value: unknown): Vpn | null {
  if (!isRaw(value)) return null
  return { ...readNode(value), containers: list(value['containers'], (item) => readNode(item)) }
}

/** `null` when the answer is not a status of ours: the panel then derives what it can from the lists. */
export function readStatus(value: unknown): Status | null {
  if (!isRaw(value) || !isRaw(value['engines']) || !isRaw(value['capacity'])) return null
  return {
    status: oneOf(value['status'], ['healthy', 'degraded', 'unavailable'] as const, 'degraded'),
    reason: textOrNull(value['reason']),
    engines: readEngineCounts(asRaw(value['engines'])),
    streams: {
      active: number(asRaw(value['streams'])['active']),
      stalled: number(asRaw(value['streams'])['stalled']),
    },
    capacity: readCapacity(asRaw(value['capacity'])),
    vpn: readVpnBrief(asRaw(value['vpn'])),
    provisioning: readProvisioning(asRaw(value['provisioning'])),
    runtime: readRuntime(asRaw(value['runtime'])),
    store: {
      ok: flag(asRaw(value['store'])['ok'], true),
      reason: textOrNull(asRaw(value['store'])['reason']),
    },
    log: readLog(asRaw(value['log'])),
    version: text(value['version']),
    server_time: text(value['server_time']),
    uptime_seconds: number(value['uptime_seconds']),
  }
}

/** Older servers say nothing of it. */
const readLog = (raw: Raw): Status['log'] => ({
  ok: flag(raw['ok'], true),
  reason: textOrNull(raw['reason']),
  dropped: number(raw['dropped']),
})

const readEngineCounts = (raw: Raw): Status['engines'] => ({
  total: number(raw['total']),
  running: number(raw['running']),
  healthy: number(raw['healthy']),
  unhealthy: number(raw['unhealthy']),
  starting: number(raw['starting']),
  draining: number(raw['draining']),
  failed: number(raw['failed']),
})

const readCapacity = (raw: Raw): Status['capacity'] => ({
  total: number(raw['total']),
  used: number(raw['used']),
  available: number(raw['available']),
  min_replicas: number(raw['min_replicas']),
  max_replicas: number(raw['max_replicas']),
  scale: numberOrNull(raw['scale']),
  wanted: number(raw['wanted'], number(raw['min_replicas'])),
})

const readVpnBrief = (raw: Raw): Status['vpn'] => ({
  enabled: flag(raw['enabled']),
  connected: typeof raw['connected'] === 'boolean' ? raw['connected'] : null,
  state: oneOf(raw['state'], VPN_STATES, flag(raw['enabled']) ? 'connecting' : 'not_configured'),
  forwarded_port: numberOrNull(raw['forwarded_port']),
  since: textOrNull(raw['since']),
  reason: textOrNull(raw['reason']),
})

function readProvisioning(raw: Raw): Status['provisioning'] {
  const details = raw['blocked_reason_details']
  return {
    can_provision: flag(raw['can_provision'], true),
    circuit_breaker_state: oneOf(
      raw['circuit_breaker_state'],
      ['closed', 'open', 'half_open'] as const,
      'closed',
    ),
    blocked_reason: textOrNull(raw['blocked_reason']),
    blocked_reason_details: isRaw(details)
      ? {
          code: text(details['code']),
          message: text(details['message']),
          recovery_eta_seconds: numberOrNull(details['recovery_eta_seconds']),
          can_retry: flag(details['can_retry']),
          should_wait: flag(details['should_wait']),
        }
      : null,
  }
}

const readRuntime = (raw: Raw): Status['runtime'] => ({
  kind: text(raw['kind'], 'docker'),
  reachable: flag(raw['reachable'], true),
  version: textOrNull(raw['version']),
  reason: textOrNull(raw['reason']),
  since: textOrNull(raw['since']),
})
