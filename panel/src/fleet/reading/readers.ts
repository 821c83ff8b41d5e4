import type { StreamStatSnapshot } from '@acestream-orchestrator/contract/stream'
import type { VpnNodeStatus, VpnStateWord } from '@acestream-orchestrator/contract/vpn'
import type { Engine, Entry, Incident, Job, Status, Stream, Vpn } from '../model.ts'
import { asRaw, flag, isRaw, list, number, numberOrNull, type Raw, text, textOrNull } from './read.ts'
import { readAs } from './read-as.ts'
import {
  engineShape,
  entryShape,
  incidentShape,
  jobShape,
  nodeShape,
  sampleShape,
  statusShape,
  streamShape,
} from './shapes.ts'

/** An engine of today's server or of an older one, which sends eleven of these fields. `null`: no engine at all. */
export const readEngine = (value: unknown): Engine | null =>
  readAs(engineShape, value, {
    state: 'listed',
    stream_count: list(asRaw(value)['streams'], textOrNull).length,
  })

/** A stream of today's server, or of an older one (id, key, session, times and a bare `started`/`ended`). */
export function readStream(value: unknown): Stream | null {
  const raw = asRaw(value)
  const stream = readAs(streamShape, value, {
    short_id: text(raw['id']),
    phase: raw['status'] === 'ended' ? 'ended' : 'active',
    phase_since: text(raw['started_at']),
    stored: true,
  })
  return stream && { ...stream, figures: 'phase' in raw }
}

export const readSample = (value: unknown): StreamStatSnapshot | null => readAs(sampleShape, value)
export const readEntry = (value: unknown): Entry | null => readAs(entryShape, value, { event_type: 'system' })
export const readIncident = (value: unknown): Incident | null => readAs(incidentShape, value)
export const readJob = (value: unknown): Job | null => readAs(jobShape, value)

/** What an older server's container status and health word amount to. */
function stateFromOlder(raw: Raw): VpnStateWord {
  if (!flag(raw['enabled']) || raw['status'] === 'disabled') return 'not_configured'
  if (raw['status'] === 'not_found') return 'not_found'
  if (raw['status'] === 'error') return 'unreachable'
  if (raw['status'] !== 'running') return 'stopped'
  if (raw['health'] === 'healthy') return 'up'
  return raw['health'] === 'unhealthy' ? 'degraded' : 'connecting'
}

const connectedFrom = (state: VpnStateWord): boolean | null =>
  state === 'not_configured' || state === 'connecting' ? null : state === 'up'

function readNode(value: unknown): VpnNodeStatus | null {
  const raw = asRaw(value)
  const state = stateFromOlder(raw)
  const node = readAs(nodeShape, value, {
    state,
    status: 'disabled',
    container_name: textOrNull(raw['container']),
    port_forwarding: numberOrNull(raw['forwarded_port']) === null ? 'unknown' : 'on',
  })
  return node && { ...node, connected: node.connected ?? connectedFrom(node.state) }
}

export function readVpn(value: unknown): Vpn | null {
  const node = isRaw(value) ? readNode(value) : null
  return node && { ...node, containers: list(asRaw(value)['containers'], readNode) }
}

/** `null` when the answer is not an orchestrator's status: the panel then derives what it can from the lists. */
export function readStatus(value: unknown): Status | null {
  if (!isRaw(value) || !isRaw(value['engines']) || !isRaw(value['capacity'])) return null
  return readAs(statusShape, value, {
    status: 'degraded',
    capacity: { wanted: number(value['capacity']['min_replicas']) },
    vpn: { state: flag(asRaw(value['vpn'])['enabled']) ? 'connecting' : 'not_configured' },
    provisioning: { can_provision: true },
    runtime: { kind: 'docker', reachable: true },
    store: { ok: true },
    log: { ok: true },
  })
}
